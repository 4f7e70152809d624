# The logs that are read. Part of bench/peers.sh.
# shellcheck shell=bash disable=SC2034,SC2154

# make_log makes a log unless it is there. Its name says what it is: combined,
# distinct (nearly every target is asked for once) or json, how many lines, and
# how it is compressed: combined-5000000.log.gz.
make_log() {
	local name=$1 kind lines
	if [[ -e $name ]]; then return; fi
	echo "making $name" >&2
	case $name in
	*.gz)
		make_log "${name%.gz}"
		gzip -c "${name%.gz}" >"$name.part"
		;;
	*.zst)
		make_log "${name%.zst}"
		zstd -q -c "${name%.zst}" >"$name.part"
		;;
	*)
		kind=${name%%-*}
		lines=${name#*-}
		generate "$kind" "${lines%.log}" >"$name.part"
		;;
	esac
	mv "$name.part" "$name"
}

generate() {
	case $1 in
	distinct) wf bench gen --lines "$2" --format combined --seed 1 --distinct ;;
	*) wf bench gen --lines "$2" --format "$1" --seed 1 ;;
	esac
}
