package aggregate

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

// edges are the ends of all octaves and of some buckets in each, and numbers
// drawn from each.
func edges() []int64 {
	r := rand.New(rand.NewPCG(3, 3))
	numbers := []int64{0, math.MaxInt64, math.MinInt64, math.MinInt64 + 1}
	for octave := range 63 {
		low := int64(1) << octave
		for _, v := range []int64{low, low + low>>7, low + low>>7*5, low + r.Int64N(low), low + r.Int64N(low)} {
			numbers = append(numbers, v-1, v, v+1, -v-1, -v, -v+1)
		}
	}
	return numbers
}

// TestBucketError compares the middles of buckets with their numbers, over all
// octaves.
func TestBucketError(t *testing.T) {
	for _, v := range edges() {
		bucket := bucketOf(v)
		if bucket >= bucketCount || bucket >= 1<<bucketBits {
			t.Fatalf("%d is in bucket %d of %d", v, bucket, bucketCount)
		}
		off := new(big.Int).Sub(big.NewInt(bucketMiddle(bucket)), big.NewInt(v))
		size := new(big.Int).Abs(big.NewInt(v))
		if off.Abs(off).Mul(off, big.NewInt(2*octaveBuckets)).Cmp(size) > 0 {
			t.Errorf("%d: %d, the middle of its bucket, is more than 1/256 away", v, bucketMiddle(bucket))
		}
		if -256 < v && v < 256 && bucketMiddle(bucket) != v {
			t.Errorf("%d is counted as %d", v, bucketMiddle(bucket))
		}
		if v != math.MinInt64 && bucketOf(-v)+bucket != 2*zeroBucket {
			t.Errorf("%d and %d are in buckets %d and %d", v, -v, bucket, bucketOf(-v))
		}
	}
}

// TestBucketsAreInOrder checks that buckets rise with their numbers, and that
// the middle of each bucket lies in it.
func TestBucketsAreInOrder(t *testing.T) {
	for bucket := range uint64(bucketCount) {
		middle := bucketMiddle(bucket)
		if bucketOf(middle) != bucket {
			t.Fatalf("%d, the middle of bucket %d, is in bucket %d", middle, bucket, bucketOf(middle))
		}
		if bucket > 0 && bucketMiddle(bucket-1) >= middle {
			t.Fatalf("bucket %d is not above the one before", bucket)
		}
	}
	for _, v := range edges() {
		if v != math.MaxInt64 && bucketOf(v) > bucketOf(v+1) {
			t.Errorf("%d is in a bucket above that of the next number", v)
		}
	}
}
