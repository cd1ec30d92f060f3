"""One prompt: python3 clients/python/chat.py PROMPT [COMMAND OF THE SERVER]..."""

import os
import sys

from turnwire_client import Client, ConnectionClosed, RequestError

prompt, *command = sys.argv[1:] or ["Hello!"]
try:
    with Client(command or ["turnwire"], name="python-chat") as client:
        thread = client.start_thread(cwd=os.getcwd())
        for message in client.run(thread, prompt):
            if message["method"] == "item/agentMessage/delta":
                print(message["params"]["delta"], end="", flush=True)
            elif message["method"] == "turn/completed":
                turn = message["params"]["turn"]
                print(f"\nThe turn is {turn['status']}.")
                if turn["error"]:
                    sys.exit(turn["error"]["message"])
except (ConnectionClosed, RequestError) as e:
    sys.exit(str(e))
