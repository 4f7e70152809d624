package cli

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
)

// benchCmd is "wf bench", with the commands below it.
func (a *app) benchCmd() *cobra.Command {
	cmd := &cobra.Command{Use: "bench", Short: "what speed is measured with"}
	cmd.AddCommand(a.benchGenCmd())
	return cmd
}

// untilSignal returns a context that ends with the first signal that would end
// the program. stopped must be called; it returns the exit code for the signal,
// exitOK if there was none.
func untilSignal() (ctx context.Context, stopped func() int) {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	ctx, cancel := context.WithCancel(context.Background())
	code := make(chan int, 1)
	go func() {
		select {
		case s := <-signals:
			cancel()
			if s == os.Interrupt {
				code <- exitInterrupt
			} else {
				code <- exitTerminated
			}
		case <-ctx.Done():
			code <- exitOK
		}
	}()
	return ctx, func() int {
		cancel()
		signal.Stop(signals)
		return <-code
	}
}

// untilDone is a file that takes nothing any more when its context has ended.
type untilDone struct {
	ctx  context.Context
	file *os.File
}

func (u untilDone) Write(p []byte) (int, error) {
	if err := u.ctx.Err(); err != nil {
		return 0, err
	}
	return u.file.Write(p)
}
