package report

import (
	"io"
	"testing"

	"wf/aggregate"
)

// BenchmarkWrite writes rows of a ranking in the outputs that stream them.
func BenchmarkWrite(b *testing.B) {
	row := []aggregate.Value{integer(206860), ratio(0.1813), integer(5_800_000_000), text("/wp-content/themes/bhost/js/jquery.easing.min.js")}
	columns := []aggregate.Column{
		{Name: "count", Kind: aggregate.Integer}, {Name: "share", Kind: aggregate.Ratio, Unit: aggregate.Part},
		{Name: "sum_bytes", Kind: aggregate.Integer, Unit: aggregate.Bytes}, {Name: "path", Key: true, Kind: aggregate.Text},
	}
	for _, output := range Outputs() {
		b.Run(output, func(b *testing.B) {
			t := &aggregate.Table{Name: "top", Columns: columns, Total: int64(b.N), Rows: func(yield func([]aggregate.Value) bool) {
				for range b.N {
					if !yield(row) {
						return
					}
				}
			}}
			b.ReportAllocs()
			if err := Write(io.Discard, output, &aggregate.Report{Tables: []*aggregate.Table{t}}, Options{}); err != nil {
				b.Fatal(err)
			}
		})
	}
}
