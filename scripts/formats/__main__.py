import sys

from .main import main

sys.exit(main("Lets independent programs read what the service writes; scripts/check-formats --help says more."))
