package timing

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"
)

// TestMain makes the test binary the program that the tests run.
func TestMain(m *testing.M) {
	switch os.Getenv("TIMING_TEST") {
	case "":
		os.Exit(m.Run())
	case "print":
		fmt.Print("hello")
	case "fail":
		fmt.Fprintln(os.Stderr, strings.Repeat("first ", 1000))
		fmt.Fprintln(os.Stderr, "  no such luck\n ")
		os.Exit(3)
	case "silent":
		os.Exit(4)
	case "hang":
		time.Sleep(time.Minute)
	case "grow":
		grown := make([]byte, growth)
		for i := 0; i < len(grown); i += 4096 {
			grown[i] = 1
		}
		fmt.Print(len(grown))
	}
}

// growth is what "grow" allocates and touches: more than the tests have.
const growth = 96 << 20

func command(t *testing.T, does string) Command {
	t.Helper()
	t.Setenv("TIMING_TEST", does)
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return Command{Args: []string{self}}
}

func TestCommand(t *testing.T) {
	c := command(t, "print")
	var out bytes.Buffer
	c.Stdout = &out
	use, err := c.Run(context.Background())
	if err != nil || out.String() != "hello" {
		t.Errorf("printed %q, error %v", out.String(), err)
	}
	if use.Wall <= 0 || use.User < 0 || use.System < 0 {
		t.Errorf("usage %+v", use)
	}

	null, err := Null()
	if err != nil {
		t.Fatal(err)
	}
	defer null.Close()
	c.Stdout = null
	if _, err := c.Run(context.Background()); err != nil {
		t.Error(err)
	}
}

func TestCommandFails(t *testing.T) {
	check := func(does, want string) {
		t.Helper()
		c := command(t, does)
		if _, err := c.Run(context.Background()); err == nil || !strings.HasSuffix(err.Error(), want) {
			t.Errorf("%s: error %v, want ...%q", does, err, want)
		}
	}
	check("fail", ": exit status 3: no such luck")
	check("silent", ": exit status 4")
	if _, err := (Command{Args: []string{"no-such-program-here"}}).Run(context.Background()); err == nil || !strings.Contains(err.Error(), "no-such-program-here") {
		t.Errorf("error %v", err)
	}
}

func TestCommandIsStopped(t *testing.T) {
	ctx, stop := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer stop()
	if _, err := command(t, "hang").Run(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v", err)
	}
}

func TestPeakMemory(t *testing.T) {
	if runtime.GOOS != "linux" && runtime.GOOS != "darwin" {
		t.Skip("not known everywhere")
	}
	use, err := command(t, "grow").Run(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if use.PeakMemory < growth || use.PeakMemory > 4*growth {
		t.Errorf("peak %d bytes of a program that fills %d", use.PeakMemory, growth)
	}
}

func TestTailIsBounded(t *testing.T) {
	var end tail
	for i := range 10_000 {
		fmt.Fprintf(&end, "line %d\n", i)
	}
	if end.last() != "line 9999" || len(end.text) > tailSize {
		t.Errorf("last line %q of %d bytes", end.last(), len(end.text))
	}
}
