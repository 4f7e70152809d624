package aggregate

import "math/bits"

// Percentiles are read off counts of numbers by bucket. Numbers of less than
// 256 units have a bucket each; from there on every octave has 128 of the same
// width, so that no number is farther than 1/256 of itself from the middle of
// its bucket. The buckets of numbers below 0 mirror those above. Buckets are
// in the order of their numbers, and there is one for each int64.
const (
	octaveBits    = 7
	octaveBuckets = 1 << octaveBits

	// zeroBucket is the bucket of 0, and as many lie below it: those of sizes
	// up to 2^63, 64 bits of which the upper eight count.
	zeroBucket  = (64-8)*octaveBuckets + octaveBuckets
	bucketCount = 2 * zeroBucket

	// bucketBits is how many bits hold a bucket.
	bucketBits = 14

	// PercentileError bounds the relative error of a percentile.
	PercentileError = 1.0 / (2 * octaveBuckets)
)

// bucketOf returns the bucket of v.
func bucketOf(v int64) uint64 {
	size := uint64(v)
	if v < 0 {
		size = -size
	}
	bucket := size
	if shift := bits.Len64(size) - octaveBits - 1; shift > 0 {
		bucket = uint64(shift)<<octaveBits + size>>shift
	}
	if v < 0 {
		return zeroBucket - bucket
	}
	return zeroBucket + bucket
}

// bucketMiddle returns the number in the middle of a bucket.
func bucketMiddle(bucket uint64) int64 {
	if bucket < zeroBucket {
		return int64(-bucketSize(zeroBucket - bucket))
	}
	return int64(bucketSize(bucket - zeroBucket))
}

// bucketSize returns the size of the numbers in the middle of the bucket that
// is so far from zeroBucket.
func bucketSize(distance uint64) uint64 {
	if distance < 2*octaveBuckets {
		return distance
	}
	shift := distance>>octaveBits - 1
	size := (octaveBuckets+distance%octaveBuckets)<<shift + 1<<(shift-1)
	return min(size, 1<<63) // the last one holds the least int64 alone
}
