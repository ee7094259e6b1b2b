#!/bin/sh
# Finds a Python that is new enough and hands over to launch.py, which an older one could not even read.
# Arguments: what to start ("demo" or "test"), then that thing's own arguments.

# Set for another Python, these would mislead this one.
unset PYTHONHOME PYTHONPATH VIRTUAL_ENV __PYVENV_LAUNCHER__
# Container images set this. Here each process that the tests start would compile all that it imports.
unset PYTHONDONTWRITEBYTECODE

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
PATH=$PATH:/usr/local/bin:/opt/homebrew/bin

# One that can make virtual environments comes first, whichever its version.
for capable in 'find_spec("ensurepip") and find_spec("venv")' 'True'; do
    for python in python3.13 python3.12 python3.11 python3.14 python3 python; do
        check="import sys; from importlib.util import find_spec; sys.exit(sys.version_info < (3, 11) or not ($capable))"
        if "$python" -I -c "$check" >/dev/null 2>&1; then
            exec "$python" -I "$here/launch.py" "$@"
        fi
    done
done

echo "Python 3.11 or newer is needed and was not found. Install it and start again:" \
    "'sudo apt install python3 python3-venv' on Debian or Ubuntu, 'brew install python' on a Mac." >&2
exit 1
