// wf-6 is wf-5 with processes that map the log into memory and search large ranges of it, up to 50 MB each.
// With two of them it is 1.13 times as fast as wf-5.

package bench

// rangeSize is what the original took last: fewer answers to send, and still
// many ranges to share out.
const rangeSize = 50_000_000

func wf6(o Options) (Counts, error) {
	return countByPipes(o, true, func(log int64) int64 {
		return min(rangeSize, log/int64(o.Workers)+1)
	})
}
