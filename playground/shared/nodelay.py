"""Answers leave at once: turns Nagle's algorithm off for everything this server accepts.

asyncio does so by itself, but only for sockets made with an explicit protocol number, and Streamlit
(1.67, _bind_socket) makes its own without. Each small answer goes out in two pieces, headers and
body, and the second then waits 40 ms for the browser's delayed acknowledgement of the first.
"""

import contextlib
import os
import socket

import psutil


def send_at_once() -> None:
    """Set TCP_NODELAY on this process's listening sockets, from which new connections inherit it.

    Harmless where it cannot be done: answers are merely slower.
    """
    with contextlib.suppress(psutil.Error, OSError):
        for connection in psutil.Process().net_connections("tcp"):
            if connection.status == psutil.CONN_LISTEN and connection.fd >= 0:
                # A duplicate of the descriptor is the same socket, and may be closed.
                with socket.socket(fileno=os.dup(connection.fd)) as listener:
                    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
