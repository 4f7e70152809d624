// wf-5 has a process behind each goroutine of wf-4: a file and a chunk go out over a pipe, a map comes back, one by one.
// With two of them it is 0.86 times as fast as wf-4 with two goroutines.

package bench

import "wf/internal/parallel"

func wf5(o Options) (Counts, error) {
	return countByPipes(o, false, func(int64) int64 { return chunkSize })
}

// countByPipes counts in worker processes that get one chunk after another. They
// map the log if mapped is set, and read it else. size returns how large chunks
// of a log of so many bytes are.
func countByPipes(o Options, mapped bool, size func(log int64) int64) (Counts, error) {
	f, err := o.open()
	if err != nil {
		return nil, err
	}
	defer f.Close()
	chunks, err := cut(f, Chunk{0, f.size}, o.chunkSize(size(f.size)))
	if err != nil {
		return nil, err
	}
	queue := queued(chunks)
	parts := make([]Counts, o.Workers)
	err = parallel.Do(o.Workers, o.Workers, func(i int) error {
		parts[i] = Counts{}
		worker, err := o.start(mapped)
		if err != nil {
			return err
		}
		return worker.end(func() error {
			for chunk := range queue {
				if err := worker.ask(chunk); err != nil {
					return err
				}
				counts, err := worker.answer()
				if err != nil {
					return err
				}
				parts[i].add(counts)
			}
			return nil
		}())
	})
	return sum(parts), err
}
