#!/bin/sh
# `loginctl show-user NAME --property=Linger`; lingering is on when ~/.fake-systemd/linger exists.
if [ "$1" = show-user ]; then
    [ -e "$HOME/.fake-systemd/linger" ] && echo "Linger=yes" || echo "Linger=no"
elif [ "$1" = enable-linger ]; then
    : >"$HOME/.fake-systemd/linger"
else
    exit 1
fi
