package browser

import (
	"bytes"
	"cmp"
	"errors"
	"flag"
	"fmt"
	"html"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

var pictures = flag.String("pictures", "", "write the pictures of the README into this folder")

// TestPictures makes the pictures of the README from our own logs: the report on
// a terminal, and the page. It does so only when asked, by make pictures.
func TestPictures(t *testing.T) {
	if *pictures == "" {
		t.Skip("skipped: no -pictures")
	}
	log, err := os.ReadFile(timed)
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	t.Chdir(folder)
	if err := os.WriteFile("timed.log", log, 0o666); err != nil {
		t.Fatal(err)
	}
	shown := terminalPage("wf timed.log", onTerminal(t, 100, 48, "timed.log"))
	if err := os.WriteFile("terminal.html", []byte(shown), 0o666); err != nil {
		t.Fatal(err)
	}
	p := open(t, filepath.Join(folder, "terminal.html"), look{width: 1000, height: 800, scale: 2})
	savePicture(t, "terminal.png", p.picture(p.boxOf("pre")))

	wf(t, "-o", "report.html", "timed.log")
	p = open(t, filepath.Join(folder, "report.html"), look{width: 1280, height: 800})
	savePicture(t, "page.png", p.picture(box{0, 0, 1280, 1500}))
}

// sgr are the sequences that wf colours a terminal with.
var sgr = regexp.MustCompile("\x1b\\[([0-9;]*)m")

// terminalPage returns a page that looks as a terminal does on which a command
// has printed a text.
func terminalPage(command, text string) string {
	var b strings.Builder
	b.WriteString(`<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>wf</title><style>
body { margin: 0; background: #fff }
pre { margin: 0; padding: 14px 18px; width: max-content; background: #1d2025; color: #d8dadf; font: 14px/19px "DejaVu Sans Mono", monospace }
.c1 { font-weight: bold; color: #fff } .c2 { color: #8d939e } .c31 { color: #ff7b72 } .c33 { color: #e3b341 }
</style><pre>`)
	fmt.Fprintf(&b, `<span class="c2">$ </span><span class="c1">%s</span>`+"\n", html.EscapeString(command))
	at, open := 0, 0
	for _, m := range sgr.FindAllStringSubmatchIndex(text, -1) {
		b.WriteString(html.EscapeString(text[at:m[0]]))
		at = m[1]
		if code := text[m[2]:m[3]]; code == "0" || code == "" {
			b.WriteString(strings.Repeat("</span>", open))
			open = 0
		} else {
			b.WriteString(`<span class="c` + strings.ReplaceAll(code, ";", " c") + `">`)
			open++
		}
	}
	b.WriteString(html.EscapeString(text[at:]) + strings.Repeat("</span>", open) + "</pre>")
	return b.String()
}

// onTerminal returns what wf writes to a terminal of some size about a log.
func onTerminal(t *testing.T, columns, rows uint16, log string) string {
	t.Helper()
	screen, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer screen.Close()
	number, err := unix.IoctlGetInt(int(screen.Fd()), unix.TIOCGPTN)
	err = errors.Join(err,
		unix.IoctlSetPointerInt(int(screen.Fd()), unix.TIOCSPTLCK, 0),
		unix.IoctlSetWinsize(int(screen.Fd()), unix.TIOCSWINSZ, &unix.Winsize{Col: columns, Row: rows}))
	if err != nil {
		t.Fatal(err)
	}
	tty, err := os.OpenFile("/dev/pts/"+strconv.Itoa(number), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, log)
	cmd.Env = append(slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "NO_COLOR=") }), asCommand+"=1", "TERM=xterm", "LANG=C.UTF-8")
	cmd.Stdout, cmd.Stderr = tty, tty
	err = cmd.Start()
	tty.Close()
	if err != nil {
		t.Fatal(err)
	}
	var shown bytes.Buffer
	if _, err := io.Copy(&shown, screen); err != nil && !errors.Is(err, unix.EIO) { // which is its end
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Fatalf("%v: %s", err, shown.String())
	}
	return strings.ReplaceAll(shown.String(), "\r\n", "\n")
}

// savePicture writes a picture with the 256 colours that it has most of, which
// makes it a third as large and looks the same.
func savePicture(t *testing.T, name string, picture image.Image) {
	t.Helper()
	few := image.NewPaletted(picture.Bounds(), commonest(picture, 256))
	draw.Draw(few, few.Rect, picture, few.Rect.Min, draw.Src)
	var file bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&file, few); err != nil {
		t.Fatal(err)
	}
	if file.Len() > 250_000 {
		t.Errorf("%s has %d bytes, which is much for a README", name, file.Len())
	}
	if err := os.WriteFile(filepath.Join(*pictures, name), file.Bytes(), 0o666); err != nil {
		t.Fatal(err)
	}
}

// commonest returns the colours that a picture has most of.
func commonest(picture image.Image, n int) color.Palette {
	counts := map[color.RGBA]int{}
	bounds := picture.Bounds()
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			counts[color.RGBAModel.Convert(picture.At(x, y)).(color.RGBA)]++
		}
	}
	colors := slices.Collect(maps.Keys(counts))
	slices.SortFunc(colors, func(a, b color.RGBA) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a.R, b.R), cmp.Compare(a.G, b.G), cmp.Compare(a.B, b.B))
	})
	var palette color.Palette
	for _, c := range colors[:min(n, len(colors))] {
		palette = append(palette, c)
	}
	return palette
}
