package report

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	goldtext "github.com/yuin/goldmark/text"
)

// TestMarkdownParses reads what is written with another's parser of CommonMark
// and GitHub's additions: the table has all of its rows and cells, a cell of a
// log's text is one code span that holds all of it, and behind the table are the
// two sentences on what is missing, and nothing else.
func TestMarkdownParses(t *testing.T) {
	keys := markup()
	for i := range keys {
		keys = append(keys, keys[i]+keys[(i*7+3)%len(keys)])
	}
	source := []byte(written(t, "md", handMade(keys), Options{}))
	parser := goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser()
	doc := parser.Parse(goldtext.NewReader(source))
	var blocks []ast.NodeKind
	for n := doc.FirstChild(); n != nil; n = n.NextSibling() {
		blocks = append(blocks, n.Kind())
	}
	if !slices.Equal(blocks, []ast.NodeKind{extast.KindTable, ast.KindParagraph, ast.KindParagraph}) {
		t.Fatalf("the blocks are %v", blocks)
	}
	var rows []ast.Node
	for row := doc.FirstChild().FirstChild().NextSibling(); row != nil; row = row.NextSibling() {
		rows = append(rows, row)
	}
	if len(rows) != len(keys) {
		t.Fatalf("%d rows of %d keys", len(rows), len(keys))
	}
	for i, key := range keys {
		cells := 0
		for cell := rows[i].FirstChild(); cell != nil; cell = cell.NextSibling() {
			cells++
		}
		if cells != 10 {
			t.Errorf("%q: %d cells", key, cells)
		}
		cell := rows[i].LastChild()
		if i == 2 || key == "" { // absent, and the empty text, which are no code
			continue
		}
		want := strings.ReplaceAll(Escape(key), "|", `\x7c`)
		if longestRun(want, '`') >= longestFence {
			want = strings.ReplaceAll(want, "`", `\x60`)
		}
		if got, ok := codeIn(cell, source); !ok || got != want {
			t.Errorf("%q is read as %q, code %v", key, got, ok)
		}
	}
	forbidden := []ast.NodeKind{ast.KindLink, ast.KindImage, ast.KindAutoLink, ast.KindRawHTML, ast.KindHTMLBlock, ast.KindEmphasis}
	ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering && slices.Contains(forbidden, n.Kind()) {
			t.Errorf("there is a %v", n.Kind())
		}
		return ast.WalkContinue, nil
	})
}

// codeIn returns the text of the one code span that a cell holds.
func codeIn(cell ast.Node, source []byte) (code string, ok bool) {
	if cell.ChildCount() != 1 || cell.FirstChild().Kind() != ast.KindCodeSpan {
		return "", false
	}
	var b bytes.Buffer
	for n := cell.FirstChild().FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Text:
			b.Write(n.Segment.Value(source))
		case *ast.String:
			b.Write(n.Value)
		}
	}
	return b.String(), true
}
