package cli

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"wf/aggregate"
	"wf/chunker"
	"wf/internal/report"
)

// bytes reads --range, in bytes; without it, and without an END, the range goes
// on to the end.
func (f *flags) bytes() (start, end int64, err error) {
	if !f.given("range") {
		return 0, math.MaxInt64, nil
	}
	from, to, ok := strings.Cut(f.byteRange, "-")
	if start, err = parseOffset(from); ok && err == nil {
		if end = math.MaxInt64; to != "" {
			end, err = parseOffset(to)
		}
	}
	switch {
	case !ok || err != nil:
		return 0, 0, fmt.Errorf("--range %s: want START-END in bytes such as 0-64M, or START- to the end of the file", f.byteRange)
	case end < start:
		return 0, 0, fmt.Errorf("--range %s: ends before it begins", f.byteRange)
	}
	return start, end, nil
}

// parseOffset reads 0, 4096, 64k, 1M, 2G or 1T as bytes.
func parseOffset(text string) (int64, error) {
	digits := strings.TrimRight(text, "kKmMgGtTiIbB")
	unit := strings.TrimSuffix(strings.TrimSuffix(strings.ToLower(text[len(digits):]), "b"), "i")
	shift, ok := map[string]uint{"": 0, "k": 10, "m": 20, "g": 30, "t": 40}[unit]
	n, err := strconv.ParseUint(digits, 10, 63)
	if !ok || err != nil || n > math.MaxInt64>>shift {
		return 0, errors.New("want a number of bytes such as 4096, 64k, 1M or 2G")
	}
	return int64(n << shift), nil
}

// rangeText writes a range as --range takes it.
func rangeText(start, end int64) string {
	if end == math.MaxInt64 {
		return fmt.Sprintf("%d-", start)
	}
	return fmt.Sprintf("%d-%d", start, end)
}

// restrict makes the input hand out the lines of --range. It closes inputs of
// which that cannot be done.
func (a *app) restrict(in *inputs) error {
	start, end, err := a.flags.bytes()
	if err != nil || !a.flags.given("range") {
		return err
	}
	list := in.source.Inputs()
	if len(list) > 1 {
		in.source.Close()
		return fmt.Errorf("--range is a part of one file, and these are %d; wf plan deals out several", len(list))
	}
	if err := list[0].Range(start, end); err != nil {
		in.source.Close()
		cure := ""
		if _, plain := list[0].Size(); !plain {
			cure = "; --range 0- takes all of it"
		}
		return fmt.Errorf("%s: --range %s: %w%s", report.Escape(inputName(list[0])), a.flags.byteRange, err, cure)
	}
	return nil
}

// rangeOf returns the part of an input that --range lets it have, nil if that is
// all.
func (a *app) rangeOf(in *chunker.Input) *aggregate.Range {
	start, end, _ := a.flags.bytes()
	size, plain := in.Size()
	if !plain || start == 0 && end >= size {
		return nil
	}
	return &aggregate.Range{Start: start, End: min(end, size), Size: size}
}
