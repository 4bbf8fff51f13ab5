#!/bin/sh
# Print the first Python that can carry this program; prefer one that can make a virtual environment by itself.
fits='import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))'
fallback=''
for name in ${PYTHON:-} python3 python3.13 python3.12 python3.11; do
    path=$(command -v "$name" 2>/dev/null) || continue
    "$path" -c "$fits" 2>/dev/null || continue
    if "$path" -c 'import venv, ensurepip' 2>/dev/null; then
        echo "$path"
        exit 0
    fi
    [ -n "$fallback" ] || fallback=$path
done
if [ -n "$fallback" ]; then
    echo "$fallback"
    exit 0
fi
echo '需要 Python 3.11、3.12 或 3.13：没有找到。请安装软件包 python3 和 python3-venv 后再试。' >&2
echo 'Python 3.11, 3.12 or 3.13 was not found: install the packages python3 and python3-venv, then try again.' >&2
exit 1
