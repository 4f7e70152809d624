// Package browser opens the pages that wf writes in a headless Chromium and does
// with them what people do: look, sort, search, zoom, print, with a mouse, with
// keys alone, on a phone, in the dark, without scripts. It has tests only.
//
//	go test -artifacts -outputdir folder ./internal/browser    keeps pictures of what was seen
//	WF_SCREENSHOTS=folder go test ./internal/browser           does so under names of ours
//
// All tests share one browser, which reaches no network; each has a tab of its
// own (tab_test.go), which notes what should not happen. What is asked of a page
// in its own language stands in testdata/*.js.
package browser

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"

	"wf/internal/cli"
)

// asCommand is set in the environment of a test binary that is to be wf.
const asCommand = "WF_BROWSER_COMMAND"

// scratch holds the pages and the profile of the browser.
var scratch string

func TestMain(m *testing.M) {
	if os.Getenv(asCommand) != "" {
		os.Exit(cli.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
	}
	os.Exit(withScratch(m))
}

// withScratch runs the tests, then ends the browser, if there is one, before its
// profile is removed.
func withScratch(m *testing.M) int {
	var err error
	if scratch, err = os.MkdirTemp("", "wf-browser"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(scratch)
	defer func() { endBrowser() }()
	return m.Run()
}

var endBrowser = func() {}

// startBrowser starts the browser that all tests share. A tab of it is a child
// of the context.
var startBrowser = sync.OnceValues(func() (context.Context, error) {
	name, err := findBrowser()
	if err != nil {
		return nil, err
	}
	ctx, cancel := chromedp.NewContext(context.Background(), chromedp.WithAllocatorOptions(
		chromedp.ExecPath(name),
		chromedp.UserDataDir(filepath.Join(scratch, "profile")),
		chromedp.DisableGPU,
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND"),
		chromedp.Flag("hide-scrollbars", true),
	))
	endBrowser = func() {
		_ = chromedp.Cancel(ctx) // which waits; what is left is killed below
		cancel()
	}
	if err := chromedp.Do(ctx); err != nil {
		return nil, fmt.Errorf("%s does not start: %w", name, err)
	}
	events := true
	_, err = chromedp.CallBrowser(ctx, browser.SetDownloadBehavior, browser.SetDownloadBehaviorParams{
		Behavior: browser.SetDownloadBehaviorBehaviorAllowAndName, DownloadPath: scratch, EventsEnabled: &events,
	})
	for _, name := range []string{"clipboard-read", "clipboard-write"} {
		if err == nil {
			_, err = chromedp.CallBrowser(ctx, browser.SetPermission, browser.SetPermissionParams{
				Permission: &browser.PermissionDescriptor{Name: name}, Setting: browser.PermissionSettingGranted,
			})
		}
	}
	return ctx, err
})

var errNoBrowser = errors.New("no chromium; apt-get install chromium")

// findBrowser returns the program, by the names that systems give it.
func findBrowser() (string, error) {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errNoBrowser
}

// needBrowser returns the browser; the test is skipped without one.
func needBrowser(t *testing.T) context.Context {
	t.Helper()
	if testing.Short() {
		t.Skip("skipped: -short starts no browser")
	}
	ctx, err := startBrowser()
	if errors.Is(err, errNoBrowser) {
		t.Skip("skipped:", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return ctx
}

// Logs that pages are made of.
const (
	wordpress = "../../../shared/data/wordpress-2016-combined.log.gz" // 206,860 lines; not part of the repository
	shop      = "../../testdata/logs/access.log"
	timed     = "../../testdata/logs/timed.log" // with durations
)

// reports are the pages made so far, by the logs they are of.
var reports = struct {
	sync.Mutex
	names map[string]string
}{names: map[string]string{}}

// report returns the name of the page of a log for a test that opens it.
func report(t *testing.T, log string) string {
	t.Helper()
	needBrowser(t)
	return writeReport(t, log)
}

// writeReport returns the name of the page of a log, which it makes once. A test
// of a log that is not there is skipped.
func writeReport(t *testing.T, log string) string {
	t.Helper()
	if _, err := os.Stat(log); errors.Is(err, os.ErrNotExist) {
		t.Skip("skipped: no", filepath.Base(log))
	}
	reports.Lock()
	defer reports.Unlock()
	if name := reports.names[log]; name != "" {
		return name
	}
	name := filepath.Join(scratch, strings.TrimSuffix(filepath.Base(log), ".gz")+".html")
	wf(t, "-o", name, log)
	reports.names[log] = name
	return name
}

// wf runs the command and returns what it prints.
func wf(t *testing.T, args ...string) string {
	t.Helper()
	out, err := run(t, args...)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// run runs the command and returns what it prints, or what it said and how it
// ended.
func run(t *testing.T, args ...string) (string, error) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, args...)
	cmd.Env = append(os.Environ(), asCommand+"=1", "LANG=C.UTF-8")
	var messages strings.Builder
	cmd.Stderr = &messages
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("wf %q: %w: %s", args, err, messages.String())
	}
	return string(out), nil
}

//go:embed testdata/*.js
var scripts embed.FS

// script returns a function of testdata.
func script(t *testing.T, name string) string {
	t.Helper()
	text, err := scripts.ReadFile("testdata/" + name + ".js")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
