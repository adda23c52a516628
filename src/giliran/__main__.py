"""`python -m giliran COMMAND` is `giliran COMMAND`."""

from giliran.config.cli import main

main()
