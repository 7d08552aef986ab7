#!/bin/sh
# `loginctl show-user NAME --property=Linger`; lingering is on when ~/.fake-systemd/linger exists, and only
# fakesudo.sh may switch it on when ~/.fake-systemd/linger-refused does.
if [ "$1" = show-user ]; then
    [ -e "$HOME/.fake-systemd/linger" ] && echo "Linger=yes" || echo "Linger=no"
elif [ "$1" = enable-linger ] && [ -e "$HOME/.fake-systemd/linger-refused" ] && [ -z "${FAKE_SUDO-}" ]; then
    echo "Could not enable linger: Access denied" >&2
    exit 1
elif [ "$1" = enable-linger ]; then
    : >"$HOME/.fake-systemd/linger"
else
    exit 1
fi
