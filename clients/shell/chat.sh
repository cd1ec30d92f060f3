#!/usr/bin/env bash
# One prompt from a shell with jq: chat.sh PROMPT [COMMAND OF THE SERVER]... It declines what needs an approval.
set -euo pipefail
prompt=${1:-Hello!}
shift || true
[ $# -gt 0 ] || set -- turnwire

coproc SERVER { exec "$@" app-server; }
server=$SERVER_PID
exec {from}<&"${SERVER[0]}" {to}>&"${SERVER[1]}"
# The server ends when nobody can write to it any more.
eval "exec ${SERVER[1]}>&-"

# When the server has ended, the loop below says so.
trap '' PIPE
send() { jq -nc "$@" >&"$to" || true; }
finish() { exec {to}>&-; wait "$server" || true; exit "$1"; }

send '{id: 0, method: "initialize", params: {clientInfo: {name: "shell", version: "1"}, capabilities: {experimentalApi: true}}}'
while IFS= read -r line <&"$from"; do
  case $(jq -r 'if .error then "error" elif .method and .id != null then "request" else (.method // "reply \(.id)") end' <<<"$line") in
    error)
      jq -r '.error.message' <<<"$line" >&2
      finish 1
      ;;
    "reply 0") send --arg cwd "$PWD" '{id: 1, method: "thread/start", params: {cwd: $cwd}}' ;;
    "reply 1")
      thread=$(jq -r .result.thread.id <<<"$line")
      send --arg thread "$thread" --arg text "$prompt" \
        '{id: 2, method: "turn/start", params: {threadId: $thread, input: [{type: "text", text: $text}]}}'
      ;;
    request) send --argjson id "$(jq .id <<<"$line")" '{id: $id, result: {decision: "decline"}}' ;;
    item/agentMessage/delta) jq -j .params.delta <<<"$line" ;;
    turn/completed)
      printf '\nThe turn is %s.\n' "$(jq -r .params.turn.status <<<"$line")"
      finish "$(jq -r 'if .params.turn.status == "completed" then 0 else 1 end' <<<"$line")"
      ;;
  esac
done
echo 'The server has ended.' >&2
exit 1
