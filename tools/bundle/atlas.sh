#!/bin/sh
# Starts the atlas; with arguments, runs its command line.
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd) || exit 1
unset PYTHONHOME PYTHONPATH
export PYTHONUTF8=1
check='import sys, sysconfig; sys.exit(sys.version_info[:2] != @TUPLE@ or sysconfig.get_platform() != "linux-x86_64")'
for python in python@PYTHON@ python3 python; do
  if "$python" -c "$check" 2>/dev/null; then
    exec "$python" "$here/start/start.py" "$@"
  fi
done
cat "$here/start/python-needed.txt" >&2
exit 1
