package browser

import (
	"encoding/json"
	"path/filepath"
	"slices"
	"testing"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// TestNames reads the page as a screen reader is told of it: what can be used or
// means something has a name, and no two have the same one.
func TestNames(t *testing.T) {
	t.Parallel()
	named := []string{"button", "link", "textbox", "searchbox", "checkbox", "image", "img", "table", "region", "meter", "progressbar"}
	unique := []string{"button", "searchbox", "textbox", "table"}
	for _, log := range []string{wordpress, timed} {
		t.Run(filepath.Base(log), func(t *testing.T) {
			p := open(t, report(t, log), desktop)
			p.unfold()
			names, roles := map[string]bool{}, map[string]int{}
			for _, n := range p.tree() {
				roles[n.role]++
				if slices.Contains(named, n.role) && n.name == "" {
					t.Errorf("a %s has no name: %s", n.role, p.markup(n))
				}
				if key := n.role + " " + n.name; slices.Contains(unique, n.role) && n.parent != "columnheader" { // its table tells that from others
					if names[key] {
						t.Errorf("two are called %s: %s", key, p.markup(n))
					}
					names[key] = true
				}
			}
			if roles["main"] != 1 || roles["contentinfo"] != 1 || roles["banner"] > 1 {
				t.Errorf("landmarks: %d main, %d contentinfo, %d banner", roles["main"], roles["contentinfo"], roles["banner"])
			}
			if roles["table"] < 5 || roles["columnheader"] < 20 {
				t.Errorf("%d tables with %d headings", roles["table"], roles["columnheader"])
			}
		})
	}
}

// node is something that a screen reader is told of.
type node struct {
	role, name string
	parent     string // the role of what it stands in
	id         cdp.BackendNodeID
}

// tree returns what a screen reader is told of the page.
func (p *tab) tree() (nodes []node) {
	p.Helper()
	all := call(p, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{}).Nodes
	roles := map[accessibility.NodeID]string{}
	for _, n := range all {
		roles[n.NodeID] = text(n.Role)
	}
	for _, n := range all {
		if !n.Ignored {
			nodes = append(nodes, node{text(n.Role), text(n.Name), roles[n.ParentID], n.BackendDOMNodeID})
		}
	}
	return nodes
}

// text returns a value of the accessibility tree.
func text(v *accessibility.Value) (text string) {
	if v != nil {
		_ = json.Unmarshal(v.Value, &text) // which is no text then
	}
	return text
}

// markup returns the beginning of the element that a node stands for.
func (p *tab) markup(n node) string {
	p.Helper()
	html := call(p, dom.GetOuterHTML, dom.GetOuterHTMLParams{BackendNodeID: n.id}).OuterHTML
	return html[:min(len(html), 200)]
}

// TestOutline reads the headings, the language and the captions.
func TestOutline(t *testing.T) {
	p := open(t, report(t, timed), desktop)
	levels := eval[[]int](p, `Array.from(document.querySelectorAll("h1, h2, h3, h4, h5, h6")).filter((h) => h.checkVisibility()).map((h) => +h.localName[1])`)
	for i, level := range levels {
		if i == 0 && level != 1 || i > 0 && (level == 1 || level > levels[i-1]+1) {
			t.Errorf("headings: %v", levels)
			break
		}
	}
	if lang := eval[string](p, `document.documentElement.lang`); lang != "en" {
		t.Errorf("lang is %q", lang)
	}
	if bare := eval[[]string](p, `Array.from(document.querySelectorAll("table")).filter((t) => !t.caption?.textContent.trim() || Array.from(t.tHead.rows[0].cells).some((th) => th.scope !== "col")).map((t) => t.dataset.name)`); len(bare) > 0 {
		t.Errorf("without a caption, or scope of its headings: %v", bare)
	}
	if twice := eval[[]string](p, `Array.from(document.querySelectorAll("[id]"), (e) => e.id).filter((id, i, all) => all.indexOf(id) !== i)`); len(twice) > 0 {
		t.Errorf("ids that are not unique: %v", twice)
	}
}

// TestKeys goes through the page by the tabulator alone. Everything that can be
// used gets the focus once, in its order, and shows it; Enter and the space bar
// do what a click does.
func TestKeys(t *testing.T) {
	p := open(t, report(t, timed), desktop)
	p.unfold()
	want := ask[int](p, "number")
	var got []int
	for range want + 5 {
		p.do(chromedp.KeyEvent(kb.Tab))
		at := ask[focus](p, "focus")
		if at.Number < 0 {
			break // out of the page
		}
		if !at.Visible {
			t.Errorf("the focus does not show on %s", at.Name)
		}
		got = append(got, at.Number)
	}
	if !slices.IsSorted(got) || len(got) != want {
		t.Errorf("%d of %d things get the focus: %v", len(got), want, got)
	}
	for _, key := range []string{kb.Enter, " "} {
		before := p.grid("paths")
		eval[bool](p, `!document.querySelector('table[data-name="paths"] button.sort').focus()`)
		p.do(chromedp.KeyEvent(key))
		p.settle()
		if after := p.grid("paths"); slices.Equal(after.Sorted, before.Sorted) {
			t.Errorf("%q does not sort", key)
		}
		legend := `document.querySelector("#chart-requests button[aria-pressed]")`
		eval[bool](p, `!`+legend+`.focus()`)
		pressed := eval[string](p, legend+`.getAttribute("aria-pressed")`)
		p.do(chromedp.KeyEvent(key))
		p.settle()
		if eval[string](p, legend+`.getAttribute("aria-pressed")`) == pressed {
			t.Errorf("%q does not press a button of the legend", key)
		}
	}
}

// focus is what has the focus: the how manieth of the page, whether that can be
// seen.
type focus struct {
	Number  int
	Name    string
	Visible bool
}
