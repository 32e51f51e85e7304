// readparquet FILE: the rows of a Parquet file as parquet-go reads them, each a line of JSON that tells every value
// (see rows.fixture.ts).
package main

import (
	"bufio"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"strconv"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"
)

func main() {
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(path string) error {
	opened, err := os.Open(path)
	if err != nil {
		return err
	}
	defer opened.Close()
	info, err := opened.Stat()
	if err != nil {
		return err
	}
	file, err := parquet.OpenFile(opened, info.Size())
	if err != nil {
		return err
	}
	out := bufio.NewWriter(os.Stdout)
	lines := json.NewEncoder(out)
	for _, group := range file.RowGroups() {
		rows := group.Rows()
		batch := make([]parquet.Row, 64)
		for {
			count, err := rows.ReadRows(batch)
			for _, row := range batch[:count] {
				reading := rowReader{values: columnsOf(row, len(file.Schema().Columns()))}
				if err := lines.Encode(reading.group(file.Schema(), 0, 0)); err != nil {
					return err
				}
			}
			if err == io.EOF {
				break
			}
			if err != nil {
				return err
			}
		}
		if err := rows.Close(); err != nil {
			return err
		}
	}
	return out.Flush()
}

func columnsOf(row parquet.Row, count int) [][]parquet.Value {
	columns := make([][]parquet.Value, count)
	for _, value := range row {
		columns[value.Column()] = append(columns[value.Column()], value)
	}
	return columns
}

// rowReader puts the values of a row's leaves, in order of their columns, together by their levels.
type rowReader struct {
	values [][]parquet.Value
	column int
}

// group tells the fields of a group that is there, at its levels.
func (r *rowReader) group(node parquet.Node, repetition, definition int) map[string]any {
	told := map[string]any{}
	for _, field := range node.Fields() {
		if value := r.field(field, repetition, definition); value != nil {
			told[field.Name()] = value
		}
	}
	return told
}

func leaves(node parquet.Node) int {
	if node.Leaf() {
		return 1
	}
	count := 0
	for _, field := range node.Fields() {
		count += leaves(field)
	}
	return count
}

// field tells the next value of a field, whose first leaf is r.column.
func (r *rowReader) field(field parquet.Node, repetition, definition int) any {
	if field.Optional() {
		definition++
	}
	first := r.values[r.column][0]
	if first.DefinitionLevel() < definition {
		r.skip(field)
		return nil
	}
	if field.Leaf() {
		r.values[r.column] = r.values[r.column][1:]
		r.column++
		return leaf(field, first)
	}
	if _, isList := annotation(field).(*format.ListType); isList {
		return r.list(field.Fields()[0], repetition+1, definition+1)
	}
	return r.group(field, repetition, definition)
}

// list tells the elements of a list that is there; at `repetition` and `definition` an element is.
func (r *rowReader) list(repeated parquet.Node, repetition, definition int) any {
	elements := []any{}
	element := repeated.Fields()[0]
	from := r.column
	if r.values[from][0].DefinitionLevel() < definition {
		r.skip(element)
		return elements
	}
	for {
		r.column = from
		elements = append(elements, r.field(element, repetition, definition))
		rest := r.values[from]
		if len(rest) == 0 || rest[0].RepetitionLevel() != repetition {
			return elements
		}
	}
}

// skip leaves out one value of each leaf of a field that is not there.
func (r *rowReader) skip(field parquet.Node) {
	for count := leaves(field); count > 0; count-- {
		r.values[r.column] = r.values[r.column][1:]
		r.column++
	}
}

func annotation(node parquet.Node) format.LogicalTypeValue {
	if logical := node.Type().LogicalType(); logical != nil {
		return logical.Value
	}
	return nil
}

func leaf(node parquet.Node, value parquet.Value) any {
	switch node.Type().Kind() {
	case parquet.Boolean:
		return value.Boolean()
	case parquet.Float:
		return float(float64(value.Float()))
	case parquet.Double:
		return float(value.Double())
	case parquet.Int64:
		whole := value.Int64()
		if timestamp, isTime := annotation(node).(*format.TimestampType); isTime {
			whole *= timestamp.Unit.Value.Duration().Microseconds()
		}
		return strconv.FormatInt(whole, 10)
	case parquet.ByteArray:
		if _, isText := annotation(node).(*format.StringType); isText {
			return string(value.ByteArray())
		}
		return "0x" + hex.EncodeToString(value.ByteArray())
	}
	panic("a value of type " + node.Type().String())
}

func float(value float64) string {
	if math.IsNaN(value) {
		return "fnan"
	}
	bits := make([]byte, 8)
	binary.BigEndian.PutUint64(bits, math.Float64bits(value))
	return "f" + hex.EncodeToString(bits)
}
