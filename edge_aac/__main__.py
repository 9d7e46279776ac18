"""`python -m edge_aac` is `edge-aac`."""

from edge_aac.cli.main import main

if __name__ == "__main__":
    raise SystemExit(main())
