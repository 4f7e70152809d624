package browser

import (
	"bytes"
	"flag"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"

	"github.com/chromedp/cdproto/page"
)

// box is a part of a page, in its own coordinates.
type box struct{ X, Y, Width, Height float64 }

// boxOf returns where an element stands in the page.
func (p *tab) boxOf(selector string) box {
	p.Helper()
	return ask[box](p, "box", quote(selector))
}

// shot returns what a part of the page looks like, as a PNG.
func (p *tab) shot(part box) []byte {
	p.Helper()
	beyond := true
	return call(p, page.CaptureScreenshot, page.CaptureScreenshotParams{
		Clip: &page.Viewport{X: part.X, Y: part.Y, Width: part.Width, Height: part.Height, Scale: 1}, CaptureBeyondViewport: &beyond,
	}).Data
}

// picture returns what a part of the page looks like.
func (p *tab) picture(part box) image.Image {
	p.Helper()
	picture, err := png.Decode(bytes.NewReader(p.shot(part)))
	if err != nil {
		p.Fatal(err)
	}
	return picture
}

// keepsPictures tells whether somebody wants to look at what the tests saw.
func keepsPictures() bool {
	artifacts := flag.Lookup("test.artifacts")
	return os.Getenv("WF_SCREENSHOTS") != "" || artifacts != nil && artifacts.Value.String() == "true"
}

// see keeps a picture of an element for people to look at, if they do; "html" is
// all of the page.
func (p *tab) see(name, selector string) {
	p.Helper()
	if keepsPictures() {
		p.keep(name+".png", p.shot(p.boxOf(selector)))
	}
}

// seeWindow keeps a picture of what is in the window.
func (p *tab) seeWindow(name string) {
	p.Helper()
	if keepsPictures() {
		p.keep(name+".png", call(p, page.CaptureScreenshot, page.CaptureScreenshotParams{}).Data)
	}
}

// keep writes a file for people to look at: into the folder WF_SCREENSHOTS, or
// where go test -artifacts says.
func (p *tab) keep(name string, data []byte) {
	p.Helper()
	folder := os.Getenv("WF_SCREENSHOTS")
	if folder == "" {
		folder = p.ArtifactDir()
	}
	if err := os.WriteFile(filepath.Join(folder, name), data, 0o666); err != nil {
		p.Fatal(err)
	}
}

// count returns how many pixels of a picture have a colour, or nearly.
func count(picture image.Image, want color.NRGBA) (n int) {
	bounds := picture.Bounds()
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			c := color.NRGBAModel.Convert(picture.At(x, y)).(color.NRGBA)
			if near(c.R, want.R) && near(c.G, want.G) && near(c.B, want.B) {
				n++
			}
		}
	}
	return n
}

// near tells whether a channel is off by no more than rounding makes it.
func near(a, b uint8) bool { return max(a, b)-min(a, b) <= 3 }
