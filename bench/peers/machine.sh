# What is measured, and on what. Part of bench/peers.sh.
# shellcheck shell=bash disable=SC2034,SC2154

# install_programs puts the programs that are to be measured as they are, not
# as a wrapper starts them, into a folder of its own that comes first in PATH,
# so that the commands can be written as users type them.
install_programs() {
	local bin=$work/bin python
	mkdir "$bin"
	if [[ -n $1 ]]; then
		[[ -x $1 ]] || die "$1 is no program"
		ln -s "$(cd "$(dirname "$1")" && pwd)/$(basename "$1")" "$bin/wf"
	else
		go build -C "$root" -o "$bin/wf" . || die "cannot build wf; -w names one"
	fi
	if python=$(python3 -c 'import sys; print(sys.executable)' 2>/dev/null); then
		ln -s "$python" "$bin/python3"
	fi
	if is_wanted P4.1 && command -v go >/dev/null; then
		go build -C "$root" -o "$bin/goregexp" ./bench/peers/regexp || die "cannot build bench/peers/regexp"
	fi
	export PATH=$bin:$PATH PYTHONDONTWRITEBYTECODE=1
	workers=$(cores)
}

# missing prints those of some programs that are not there.
missing() {
	local program
	for program; do
		case $program in
		duckdb) node "$peers/duckdb.mjs" ;;
		*) command -v "$program" ;;
		esac >/dev/null 2>&1 || echo "$program"
	done
}

cores() { nproc 2>/dev/null || getconf _NPROCESSORS_ONLN; }

cpu() {
	local model
	model=$(sed -n 's/^model name[[:space:]]*: //p' /proc/cpuinfo 2>/dev/null | head -n 1) || true
	[[ -n $model ]] || model=$(sysctl -n machdep.cpu.brand_string 2>/dev/null) || model=$(uname -m)
	echo "$model"
}

# slug prints standard input as a part of a file name.
slug() { tr '[:upper:]' '[:lower:]' | tr -cs '[:alnum:]' '-' | sed 's/^-*//; s/-*$//'; }

machine() {
	echo "cpu: $(cpu)"
	echo "cores: $workers of $(getconf _NPROCESSORS_ONLN)"
	sed -n 's/^MemTotal: */memory: /p' /proc/meminfo 2>/dev/null || true
	echo "system: $(uname -srm)"
	sed -n 's/^PRETTY_NAME="\(.*\)"/distribution: \1/p' /etc/os-release 2>/dev/null || true
}

versions() {
	echo "wf: $(wf --version), $(cksum <"$work/bin/wf" | cut -d' ' -f1) by cksum"
	echo "bash: $BASH_VERSION"
	local program
	for program in go wc cut sort uniq mawk gawk goawk rg python3 goaccess jq gzip zstd node duckdb; do
		if [[ -n $(missing "$program") ]]; then
			echo "$program: not installed"
		else
			echo "$program: $(version "$program" 2>&1 | sed -n '/[0-9]\.[0-9]/{p;q;}')"
		fi
	done
}

version() {
	case $1 in
	go) go version ;;
	mawk) mawk -W version </dev/null ;;
	duckdb) node "$peers/duckdb.mjs" ;;
	goawk) goawk -version ;;
	*) "$1" --version ;;
	esac
}

# warm puts files into the page cache in one piece: what is there already may
# be scattered, which makes mapping it slower.
warm() {
	local file
	for file; do
		sync "$file" 2>/dev/null || sync
		dd if="$file" iflag=nocache count=0 2>/dev/null || true
		cat "$file" >/dev/null
		cat "$file" >/dev/null
	done
}

# touch_memory takes as much memory as a large table and gives it back, because
# a virtual machine may get its memory only when it is used for the first time.
touch_memory() { dd if=/dev/zero of=/dev/null bs=$((300 * lines)) count=1 2>/dev/null || true; }

# drop_caches empties the page cache, which only root can.
drop_caches() {
	sync
	echo 3 >/proc/sys/vm/drop_caches
}
