"""Thirty students press "Check with PyTorch" within some seconds."""

import http.client
import json
import threading
import time
from dataclasses import asdict, dataclass, field

from gan_core.flat.link import read
from gan_core.flat.state import take_state
from gan_core.flat.step import FlatGAN

TARGET_SECONDS = 3.0


@dataclass
class Presses:
    """What they were told, and the longest wait in seconds."""

    checked: int = 0
    busy: int = 0
    other: list[str] = field(default_factory=list)
    longest: float = 0.0


def press_all(port: int, presses: int, seconds: float) -> Presses:
    """`presses` of them, evenly over `seconds`, each from a lab of the usual size."""
    gan = FlatGAN(read("").settings)
    gan.step()
    body = json.dumps({"settings": asdict(gan.settings), "state": take_state(gan).tolist()})
    told, lock = Presses(), threading.Lock()

    def press(number: int) -> None:
        time.sleep(number * seconds / presses)
        began = time.monotonic()
        connection = http.client.HTTPConnection("localhost", port, timeout=60)
        connection.request("GET", "/api/token")
        token = json.loads(connection.getresponse().read())["token"]
        connection.request("POST", "/api/lab/check", body, {"X-Gan-Token": token})
        reply = connection.getresponse()
        said = json.loads(reply.read())
        with lock:
            told.longest = max(told.longest, time.monotonic() - began)
            if reply.status == 200:
                told.checked += 1
            elif reply.status == 429 and said["error"].endswith("."):
                told.busy += 1
            else:
                told.other.append(f"{reply.status}: {said}")
        connection.close()

    threads = [threading.Thread(target=press, args=(number,)) for number in range(presses)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told
