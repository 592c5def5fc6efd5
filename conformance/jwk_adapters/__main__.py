"""Entry point of the worker's single file."""

import os
import sys

from jwk_adapters.worker import main

if __name__ == "__main__":
    code = main(sys.argv[1:])
    sys.stderr.flush()
    os._exit(code)  # a library's lingering threads or exit handlers must not hold the worker back
