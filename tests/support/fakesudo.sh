#!/bin/sh
# `sudo COMMAND…`, without becoming anybody.
FAKE_SUDO=1 exec "$@"
