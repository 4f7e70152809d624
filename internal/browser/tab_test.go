package browser

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// tab is a tab of the browser with one page in it. What a page of ours must not
// do fails the test: write to the console, throw, break its
// Content-Security-Policy, ask for something, open a dialog.
type tab struct {
	*testing.T
	ctx     context.Context
	scripts bool // of the page run
}

// look is how a tab shows a page.
type look struct {
	width, height int64
	scale         float64 // pixels of the screen for one of the page; 0 is 1
	dark          bool
	noScripts     bool
	media         string // "print"; "" is a screen
}

// desktop is the look of the tests about what a page does.
var desktop = look{width: 1280, height: 900}

// open opens a file in a tab of its own and waits until it is drawn.
func open(t *testing.T, name string, l look) *tab {
	t.Helper()
	p, faults := openAny(t, name, l)
	t.Cleanup(func() {
		if p.ctx.Err() != nil {
			return
		}
		p.settle()
		for _, fault := range faults() {
			t.Error(fault)
		}
	})
	return p
}

// openAny opens a file that may be bad. The function returns what it has done
// that it must not.
func openAny(t *testing.T, name string, l look) (*tab, func() []string) {
	t.Helper()
	ctx, cancel := chromedp.NewContext(needBrowser(t))
	t.Cleanup(cancel)
	p := &tab{t, ctx, !l.noScripts}
	p.do() // a tab lives as long as the context that it is first used with
	p.ctx, cancel = context.WithTimeout(ctx, time.Minute)
	t.Cleanup(cancel)
	address := (&url.URL{Scheme: "file", Path: name}).String()
	faults := listen(p, address)
	call(p, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: l.noScripts})
	p.show(l)
	p.do(chromedp.Navigate(address))
	p.settle()
	return p, faults
}

// listen notes what a page at an address must not do, from now on. What it has
// noted so far is returned by the function.
func listen(p *tab, address string) func() []string {
	var mu sync.Mutex
	var faults []string
	err := chromedp.Listen(p.ctx, func(event any) {
		if fault := faultOf(event, address); fault != "" {
			mu.Lock()
			faults = append(faults, fault)
			mu.Unlock()
		}
		if _, isDialog := event.(*page.EventJavascriptDialogOpening); isDialog {
			go chromedp.Call(p.ctx, page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{}) // or the page waits for ever
		}
	})
	if err != nil {
		p.Fatal(err)
	}
	return func() []string {
		mu.Lock()
		defer mu.Unlock()
		return faults
	}
}

// faultOf says what is wrong with an event of a page; "" is nothing.
func faultOf(event any, address string) string {
	switch e := event.(type) {
	case *runtime.EventConsoleAPICalled:
		text := fmt.Sprint("console: ", e.Type)
		for _, arg := range e.Args {
			text += " " + arg.Description + string(arg.Value)
		}
		return text
	case *runtime.EventExceptionThrown:
		return "exception: " + e.ExceptionDetails.Text + " " + e.ExceptionDetails.Exception.Description
	case *log.EventEntryAdded:
		return fmt.Sprintf("browser: %s: %s (%s:%d)", e.Entry.Level, e.Entry.Text, e.Entry.URL, e.Entry.LineNumber)
	case *page.EventJavascriptDialogOpening:
		return "dialog: " + e.Message
	case *network.EventRequestWillBeSent:
		asked := e.Request.URL
		if asked != address && !strings.HasPrefix(asked, address+"#") && !strings.HasPrefix(asked, "data:") && !strings.HasPrefix(asked, "blob:") {
			return "request: " + asked
		}
	}
	return ""
}

// call sends a command of the protocol.
func call[P, R any](p *tab, command cdp.Command[P, R], params P) R {
	p.Helper()
	result, err := chromedp.Call(p.ctx, command, params)
	if err != nil {
		p.Fatal(command.Method, ": ", err)
	}
	return result
}

// do takes steps one after the other.
func (p *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	p.Helper()
	if err := chromedp.Do(p.ctx, steps...); err != nil {
		p.Fatal(err)
	}
}

// eval returns the value of an expression of JavaScript, or what a promise comes
// to.
func eval[T any](p *tab, expression string) T {
	p.Helper()
	value, err := chromedp.Run(p.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		p.Fatalf("%s: %v", expression, err)
	}
	return value
}

// ask calls a function of testdata. Arguments are JSON.
func ask[T any](p *tab, name string, args ...string) T {
	p.Helper()
	value, err := chromedp.Run(p.ctx, chromedp.Evaluate[T]("("+script(p.T, name)+")("+strings.Join(args, ", ")+")", chromedp.EvalAwaitPromise))
	if err != nil {
		p.Fatalf("%s(%q): %v", name, args, err)
	}
	return value
}

// show gives the page a size, a scheme of colours and a medium.
func (p *tab) show(l look) {
	p.Helper()
	p.do(chromedp.EmulateViewport(l.width, l.height, chromedp.EmulateScale(max(l.scale, 1))))
	p.light(l)
}

// light gives the page a scheme of colours and a medium, and nothing else, for
// another size alone would make it draw again.
func (p *tab) light(l look) {
	p.Helper()
	scheme := "light"
	if l.dark {
		scheme = "dark"
	}
	call(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Media: l.media, Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"}},
	})
}

// settle waits until the page has drawn what it was told to.
func (p *tab) settle() {
	p.Helper()
	if !p.scripts { // then frames call nobody
		time.Sleep(100 * time.Millisecond)
		return
	}
	eval[bool](p, "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))")
}

// until waits for an expression to become true.
func (p *tab) until(expression string) {
	p.Helper()
	for end := time.Now().Add(5 * time.Second); !eval[bool](p, expression); {
		if time.Now().After(end) {
			p.Fatalf("this does not become true: %s", expression)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// point is a place in the window.
type point struct{ X, Y float64 }

// at scrolls an element into the window and returns a place in it, by parts of
// its width and height.
func (p *tab) at(selector string, x, y float64) point {
	p.Helper()
	return ask[point](p, "place", quote(selector), fmt.Sprint(x), fmt.Sprint(y))
}

// click clicks into the middle of an element, once or more.
func (p *tab) click(selector string, times int) {
	p.Helper()
	to := p.at(selector, 0.5, 0.5)
	for i := range times {
		p.do(chromedp.MouseClickXY(to.X, to.Y, chromedp.ClickCount(i+1)))
	}
	p.settle()
}

// drag draws the mouse over an element from one part of its width to another.
func (p *tab) drag(selector string, from, to float64) {
	p.Helper()
	a, b := p.at(selector, from, 0.5), p.at(selector, to, 0.5)
	left := func(e *input.DispatchMouseEventParams) {
		e.Button, e.Buttons, e.ClickCount = input.MouseButtonLeft, int64(1), 1
	}
	p.do(
		chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, a.X, a.Y),
		chromedp.MouseEvent(input.DispatchMouseEventTypeMousePressed, a.X, a.Y, left),
		chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, (a.X+b.X)/2, a.Y, left),
		chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, b.X, b.Y, left),
		chromedp.MouseEvent(input.DispatchMouseEventTypeMouseReleased, b.X, b.Y, chromedp.ButtonLeft),
	)
	p.settle()
}
