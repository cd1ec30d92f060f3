"""A client of `turnwire app-server` for protocol v2. It needs Python 3.9 or later and nothing else.

The types below are written by hand, only for what this file reads. A test compares them with
generated-types/json-schema/v2.schemas.json.
"""

import itertools
import json
import queue
import subprocess
import threading
from concurrent.futures import Future
from typing import Any, Callable, Dict, Iterator, List, Optional, Sequence, TypedDict


class ThreadStatus(TypedDict):
    type: str


class Thread(TypedDict):
    id: str
    cwd: str
    preview: str
    status: ThreadStatus


class TurnError(TypedDict):
    message: str


class Turn(TypedDict):
    id: str
    status: str
    error: Optional[TurnError]


class AgentMessageDeltaNotification(TypedDict):
    threadId: str
    turnId: str
    itemId: str
    delta: str


class TurnCompletedNotification(TypedDict):
    threadId: str
    turn: Turn


Notification = Dict[str, Any]
# Gets the method and the params of a request of the server, and gives the result.
OnRequest = Callable[[str, Dict[str, Any]], Dict[str, Any]]


class RequestError(Exception):
    """The server has refused a request. `data['code']` names the reason."""

    def __init__(self, method: str, error: Dict[str, Any]) -> None:
        super().__init__(f"{method}: {error['message']}")
        self.code: int = error["code"]
        self.data: Any = error.get("data")


class ConnectionClosed(Exception):
    """The server has ended."""


def refuse(method: str, params: Dict[str, Any]) -> Dict[str, Any]:
    """Approves nothing."""
    if method.endswith("/requestApproval") and "permissions" not in method:
        return {"decision": "decline"}
    raise NotImplementedError(f"this client does not answer {method}")


class Client:
    """Starts a server. Use it with `with`, so that the server ends."""

    def __init__(self, command: Sequence[str], name: str, version: str = "1", on_request: OnRequest = refuse) -> None:
        self._server = subprocess.Popen(
            [*command, "app-server"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )
        self._on_request = on_request
        self._ids = itertools.count()
        self._open: Dict[int, "Future[Any]"] = {}
        self._methods: Dict[int, str] = {}
        self._lock = threading.Lock()
        self._ended = False
        self._notifications: "queue.Queue[Optional[Notification]]" = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()
        capabilities = {"experimentalApi": True}
        self.server = self.request(
            "initialize", {"clientInfo": {"name": name, "version": version}, "capabilities": capabilities}
        )
        self._send({"method": "initialized"})

    def request(self, method: str, params: Optional[Dict[str, Any]] = None, timeout: Optional[float] = None) -> Any:
        """Sends a request and waits for its result."""
        answer: "Future[Any]" = Future()
        with self._lock:
            if self._ended:
                raise ConnectionClosed("the server has ended")
            number = next(self._ids)
            self._open[number] = answer
            self._methods[number] = method
        self._send({"id": number, "method": method, "params": params})
        return answer.result(timeout)

    def start_thread(self, **params: Any) -> Thread:
        thread: Thread = self.request("thread/start", params)["thread"]
        return thread

    def run(self, thread: Thread, text: str) -> Iterator[Notification]:
        """Runs a turn and gives its notifications. The last one is `turn/completed`."""
        turn: Turn = self.request(
            "turn/start", {"threadId": thread["id"], "input": [{"type": "text", "text": text}]}
        )["turn"]
        for message in self.notifications():
            if message["params"].get("threadId") != thread["id"]:
                continue
            yield message
            if message["method"] == "turn/completed" and message["params"]["turn"]["id"] == turn["id"]:
                return
        raise ConnectionClosed("the server ended during a turn")

    def notifications(self) -> Iterator[Notification]:
        """Notifications in their order, until the server ends."""
        while (message := self._notifications.get()) is not None:
            yield message
        self._notifications.put(None)

    def close(self) -> int:
        """Ends the server and gives its exit code."""
        if self._server.stdin and not self._server.stdin.closed:
            self._server.stdin.close()
        return self._server.wait()

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _send(self, message: Dict[str, Any]) -> None:
        # One write for a line: two threads may send.
        line = json.dumps(message) + "\n"
        with self._lock:
            if self._server.stdin is None or self._server.stdin.closed:
                raise ConnectionClosed("the client is closed")
            try:
                self._server.stdin.write(line)
                self._server.stdin.flush()
            except BrokenPipeError as e:
                raise ConnectionClosed("the server has ended") from e

    def _read(self) -> None:
        assert self._server.stdout
        for line in self._server.stdout:
            message = json.loads(line)
            if "method" not in message:
                self._answered(message)
            elif "id" in message:
                # A handler may ask a person, and the answers to other requests must not wait for that.
                threading.Thread(target=self._answer, args=(message,), daemon=True).start()
            else:
                self._notifications.put(message)
        self._notifications.put(None)
        with self._lock:
            self._ended = True
            lost: List["Future[Any]"] = list(self._open.values())
        for answer in lost:
            answer.set_exception(ConnectionClosed("the server has ended"))

    def _answered(self, message: Dict[str, Any]) -> None:
        with self._lock:
            answer = self._open.pop(message["id"], None)
            method = self._methods.pop(message["id"], "")
        if answer is None:
            return
        if "error" in message:
            answer.set_exception(RequestError(method, message["error"]))
        else:
            answer.set_result(message["result"])

    def _answer(self, message: Dict[str, Any]) -> None:
        try:
            reply = {"id": message["id"], "result": self._on_request(message["method"], message["params"])}
        except Exception as e:  # The server waits for an answer in any case.
            reply = {"id": message["id"], "error": {"code": -32603, "message": str(e)}}
        try:
            self._send(reply)
        except ConnectionClosed:
            pass
