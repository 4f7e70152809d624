package aggregate

import (
	"encoding/binary"
	"iter"
	"math"
	"slices"
)

// samples counts the numbers of one field that a worker has seen, by row of its
// table and by bucket. The first numbers of a row are written down one after
// the other, which misses no cache; a row with more than loneSamples has a
// window of counters from there on.
//
// What is written down is words:
//
//	number of the row, from 1: 32 bits | bucket: 14 | digit of a count: 18
//
// A digit is 16 bits of a count, above two that tell which: so four words at
// most hold any count.
//
// Rows with numbers are numbered as they come. The lower half of a row's cell
// is its number, the upper the number of its window, from 1.
type samples struct {
	set     *sampleSet
	rows    []uint64 // the hashes of the rows, by number - 1
	words   []uint64
	windows []window
	counter int // all windows have so many counters
}

// window counts numbers of a row: those of the octaves from the first on.
type window struct {
	number uint64 // of the row
	first  uint64 // bucket
	counts []uint16
}

const (
	countBits = 32 - bucketBits
	digitBits = 16
	maxDigit  = 1<<digitBits - 1
	numberAt  = 32 // the lowest bit of a row's number

	// loneSamples is the number of words that take as much memory as a window
	// of eight octaves. The times that answers take are mostly within eight.
	loneSamples = 256
)

// sampleList is words that wait for the merge, with their rows' hashes by
// number - 1. A row may have several words for a bucket.
type sampleList struct {
	rows  []uint64
	words []uint64
}

func sampleWord(number, bucket, digit uint64) uint64 {
	return number<<numberAt | bucket<<countBits | digit
}

// appendCount appends the words for a count.
func appendCount(words []uint64, number, bucket, count uint64) []uint64 {
	for place := uint64(0); count > 0; place++ {
		if digit := count & maxDigit; digit != 0 {
			words = append(words, sampleWord(number, bucket, place<<digitBits|digit))
		}
		count >>= digitBits
	}
	return words
}

// wordBucket and wordCount take a word, or its lower half, apart.
func wordBucket(word uint64) uint64 { return word >> countBits & (1<<bucketBits - 1) }

func wordCount(word uint64) uint64 {
	return word & maxDigit << (word >> digitBits & (1<<(countBits-digitBits) - 1) * digitBits)
}

// add counts a number for a row, whose other cells have it; hash is that of the
// row's key.
func (s *samples) add(row []byte, hash uint64, v int64) {
	cell := binary.LittleEndian.Uint64(row[s.set.at:])
	if cell == 0 {
		cell = s.newRow(row, hash)
	}
	number, bucket := cell&(1<<numberAt-1), bucketOf(v)
	if getInt64(row[s.set.numbers:]) <= loneSamples {
		s.words = append(s.words, sampleWord(number, bucket, 1))
		return
	}
	if cell>>numberAt == 0 {
		s.windows = append(s.windows, window{number: number, first: bucket &^ (octaveBuckets - 1)})
		cell |= uint64(len(s.windows)) << numberAt
		binary.LittleEndian.PutUint64(row[s.set.at:], cell)
	}
	s.count(&s.windows[cell>>numberAt-1], bucket)
}

// addCount counts so many numbers of a bucket for a row.
func (s *samples) addCount(row []byte, hash, bucket, count uint64) {
	cell := binary.LittleEndian.Uint64(row[s.set.at:])
	if cell == 0 {
		cell = s.newRow(row, hash)
	}
	s.words = appendCount(s.words, cell&(1<<numberAt-1), bucket, count)
}

// newRow gives a row its number, and returns its cell.
func (s *samples) newRow(row []byte, hash uint64) uint64 {
	s.rows = append(s.rows, hash)
	binary.LittleEndian.PutUint64(row[s.set.at:], uint64(len(s.rows)))
	return uint64(len(s.rows))
}

// count counts a number of a row that has a window.
func (s *samples) count(w *window, bucket uint64) {
	if bucket-w.first >= uint64(len(w.counts)) {
		s.widen(w, bucket)
	}
	n := &w.counts[bucket-w.first]
	if *n == math.MaxUint16 {
		s.words = append(s.words, sampleWord(w.number, bucket, math.MaxUint16))
		*n = 0
	}
	*n++
}

// widen makes a window have a bucket, with all of its octave.
func (s *samples) widen(w *window, bucket uint64) {
	end := max(w.first+uint64(len(w.counts)), bucket&^(octaveBuckets-1)+octaveBuckets)
	first := min(w.first, bucket&^(octaveBuckets-1))
	counts := make([]uint16, end-first)
	copy(counts[w.first-first:], w.counts)
	s.counter += len(counts) - len(w.counts)
	w.first, w.counts = first, counts
}

func (s *samples) bytes() int { return 8*(len(s.rows)+len(s.words)) + 2*s.counter }

// take returns all that was counted, dealt out to so many parts as tables deal
// out rows. s is not to be used again.
func (s *samples) take(parts int) []sampleList {
	lists := make([]sampleList, parts)
	all := sampleList{s.rows, s.words}
	for _, w := range s.windows {
		for i, n := range w.counts {
			if n != 0 {
				all.words = append(all.words, sampleWord(w.number, w.first+uint64(i), uint64(n)))
			}
		}
	}
	all.deal(func(hash uint64) *sampleList {
		if parts == 1 {
			return &lists[0]
		}
		return &lists[tag(hash)>>(32-partBits)]
	})
	return lists
}

// renumber returns a word with another number of its row.
func renumber(word, number uint64) uint64 { return number<<numberAt | word&(1<<numberAt-1) }

func (l *sampleList) bytes() int { return 8 * (cap(l.rows) + cap(l.words)) }

// deal appends the rows of l, with their words, to lists that to names by the
// hash of a row.
func (l *sampleList) deal(to func(hash uint64) *sampleList) {
	numbers := make([]uint64, len(l.rows)) // in the list of the row
	for i, hash := range l.rows {
		list := to(hash)
		list.rows = append(list.rows, hash)
		numbers[i] = uint64(len(list.rows))
	}
	for _, word := range l.words {
		i := word>>numberAt - 1
		list := to(l.rows[i])
		list.words = append(list.words, renumber(word, numbers[i]))
	}
}

// of returns what l has of rows with a tag.
func (l *sampleList) of(wanted uint32) (list sampleList) {
	var others sampleList
	l.deal(func(hash uint64) *sampleList {
		if tag(hash) == wanted {
			return &list
		}
		return &others
	})
	return list
}

// numberRows adds the rows of lists to numbers, which are from 0.
func numberRows(numbers map[uint64]int, lists []sampleList) {
	for _, list := range lists {
		for _, hash := range list.rows {
			if _, known := numbers[hash]; !known {
				numbers[hash] = len(numbers)
			}
		}
	}
}

// sortSamples returns the lower halves of all words, by row and bucket, and where
// the words of each row end. numbers holds the numbers of the rows, from 0.
func sortSamples(lists []sampleList, numbers map[uint64]int) (words []uint32, ends []int) {
	starts := make([]int, len(numbers)+1)
	to := make([][]int, len(lists)) // the number of each row of a list
	for l, list := range lists {
		to[l] = make([]int, len(list.rows))
		for i, hash := range list.rows {
			to[l][i] = numbers[hash]
		}
		for _, word := range list.words {
			starts[to[l][word>>numberAt-1]+1]++
		}
	}
	for i := range len(numbers) {
		starts[i+1] += starts[i]
	}
	words = make([]uint32, starts[len(numbers)])
	for l, list := range lists {
		for _, word := range list.words {
			next := &starts[to[l][word>>numberAt-1]]
			words[*next] = uint32(word)
			*next++
		}
	}
	ends = starts[:len(numbers)] // each start has moved on to the end of its row
	from := 0
	for _, end := range ends {
		slices.Sort(words[from:end])
		from = end
	}
	return words, ends
}

// rowSamples are the sorted samples of merged rows. The cell of a row that was for
// its samples is the number of the row there, from 0.
type rowSamples struct {
	words []uint32
	ends  []int // of each row
}

// of returns the samples of a row.
func (s *rowSamples) of(number int) []uint32 {
	from := 0
	if number > 0 {
		from = s.ends[number-1]
	}
	return s.words[from:s.ends[number]]
}

// compactSamples makes one list of all, with as few words for the bucket of a
// row as hold the count.
func compactSamples(lists []sampleList) sampleList {
	numbers := make(map[uint64]int)
	numberRows(numbers, lists)
	all := sampleList{rows: make([]uint64, len(numbers))}
	for hash, number := range numbers {
		all.rows[number] = hash
	}
	words, ends := sortSamples(lists, numbers)
	from := 0
	for number, end := range ends {
		for bucket, count := range eachBucket(words[from:end]) {
			all.words = appendCount(all.words, uint64(number)+1, bucket, count)
		}
		from = end
	}
	all.words = slices.Clip(all.words)
	return all
}

// eachBucket yields the buckets of sorted words of one row, with their counts.
func eachBucket(words []uint32) iter.Seq2[uint64, uint64] {
	return func(yield func(bucket, count uint64) bool) {
		for len(words) > 0 {
			bucket, count := wordBucket(uint64(words[0])), uint64(0)
			for len(words) > 0 && wordBucket(uint64(words[0])) == bucket {
				count += wordCount(uint64(words[0]))
				words = words[1:]
			}
			if !yield(bucket, count) {
				return
			}
		}
	}
}

// histogram counts numbers by bucket where there is one row only. nil is empty.
type histogram []uint64

// add counts n numbers of a bucket.
func (h *histogram) add(bucket, n uint64) {
	if *h == nil {
		*h = make(histogram, bucketCount)
	}
	(*h)[bucket] += n
}

// row is the counts as the samples of one row that is the only one.
func (h histogram) row() rowSamples {
	var words []uint32
	var few []uint64
	for bucket, n := range h {
		few = appendCount(few[:0], 0, uint64(bucket), n)
		for _, word := range few {
			words = append(words, uint32(word))
		}
	}
	return rowSamples{words, []int{len(words)}}
}

// addWords adds words of any rows.
func (h *histogram) addWords(words []uint64) {
	for _, word := range words {
		h.add(wordBucket(word), wordCount(word))
	}
}

func (h *histogram) merge(other histogram) {
	for bucket, n := range other {
		if n != 0 {
			h.add(uint64(bucket), n)
		}
	}
}
