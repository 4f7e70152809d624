package parquet

import (
	parquet "github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress/zstd"
)

// maxDictionary is how many bytes the different values of a column may take in a
// row group. Beyond, references are hardly shorter than what they refer to, and
// readers hold a dictionary whole.
const maxDictionary = 1 << 20

// options are those of a file with these columns, of which local says which hold
// times of clocks whose offset nobody knows. Texts have no bounds in the footer,
// which readers hold whole: one can be as long as a line.
func options(columns []Column, local []bool) []parquet.WriterOption {
	table := ordered{Group: parquet.Group{}}
	list := []parquet.WriterOption{
		parquet.Compression(&zstd.Codec{Level: zstd.SpeedDefault}),
		parquet.MaxRowsPerRowGroup(groupRows),
		parquet.DictionaryMaxBytes(maxDictionary),
		parquet.CreatedBy("wf", "", ""),
	}
	for i, c := range columns {
		table.names = append(table.names, c.Name)
		table.Group[c.Name] = parquet.Encoded(parquet.Optional(c.node(local[i])), &parquet.RLEDictionary)
		if c.Type == Text {
			list = append(list, parquet.SkipPageBounds(c.Name))
		}
	}
	return append(list, parquet.NewSchema("log", table))
}

// node is the column in the schema.
func (c *Column) node(local bool) parquet.Node {
	switch c.Type {
	case Integer:
		return parquet.Int(64)
	case Double:
		return parquet.Leaf(parquet.DoubleType)
	case Time:
		return parquet.TimestampAdjusted(parquet.Microsecond, !local)
	}
	return parquet.String()
}

// ordered is a Group whose fields keep their order, instead of that of their
// names.
type ordered struct {
	parquet.Group
	names []string
}

// Fields returns the fields in order.
func (o ordered) Fields() []parquet.Field {
	byName := map[string]parquet.Field{}
	for _, f := range o.Group.Fields() {
		byName[f.Name()] = f
	}
	fields := make([]parquet.Field, len(o.names))
	for i, name := range o.names {
		fields[i] = byName[name]
	}
	return fields
}
