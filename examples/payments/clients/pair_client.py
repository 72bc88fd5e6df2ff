"""Logs in with the current credential of a mounted pair, else with the previous one. See README.md."""

import json
import os
import random
import socket
import sys
import time

FOLDER, HOST, PORT = sys.argv[1], sys.argv[2], int(sys.argv[3])
POLL = int(os.environ.get("POLL_MS", "5000")) / 1000
BASE = int(os.environ.get("BACKOFF_BASE_MS", "100")) / 1000
CAP = int(os.environ.get("BACKOFF_CAP_MS", "30000")) / 1000


def log(**fields):
    print(json.dumps(fields), flush=True)


def target_of():
    try:
        return os.readlink(os.path.join(FOLDER, "..data"))
    except OSError:
        return ""


def read_pair():
    """The files of one generation: all below one target of `..data`."""
    while True:
        target = target_of()
        root = os.path.join(FOLDER, target)

        def credential(prefix):
            def text(name):
                with open(os.path.join(root, prefix + name), encoding="utf-8") as file:
                    return file.read().rstrip()

            return text("username"), text("password")

        try:
            pair = [("current", credential(""))]
            if os.path.exists(os.path.join(root, "previous-password")):
                pair.append(("previous", credential("previous-")))
            if target_of() == target:
                return pair
        except OSError:
            if target_of() == target:
                raise


def login(credential):
    """A connection; None where the server refuses the credential."""
    connection = socket.create_connection((HOST, PORT), timeout=5)
    try:
        connection.sendall("AUTH {} {}\n".format(*credential).encode())
        if connection.recv(64).startswith(b"+"):
            return connection
    except OSError:
        connection.close()
        raise
    connection.close()
    return None


def connect():
    for which, credential in read_pair():
        connection = login(credential)
        if connection is not None:
            return connection, which, credential
    return None


def hold(connection, credential):
    """Keeps a connection until it breaks, and moves it to another current credential when there is one."""
    while True:
        connection.settimeout(POLL)
        try:
            if connection.recv(64) == b"":
                connection.close()
                return
        except socket.timeout:
            pass
        except OSError:
            connection.close()
            return
        current = read_pair()[0][1]
        if current == credential:
            continue
        try:
            following = login(current)
        except OSError:
            following = None
        if following is not None:
            connection.close()
            connection, credential = following, current
            log(event="connected", **{"with": "current"})


def main():
    attempt = 0
    while True:
        try:
            found = connect()
        except OSError:
            found = None
        if found is None:
            delay = random.random() * min(CAP, BASE * 2 ** min(attempt, 30))
            attempt += 1
            log(event="refused", retryInMs=round(delay * 1000))
            time.sleep(delay)
            continue
        attempt = 0
        connection, which, credential = found
        log(event="connected", **{"with": which})
        hold(connection, credential)


main()
