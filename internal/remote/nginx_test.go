package remote

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// nginx begins a real server of a folder, and returns its URL and what ends it.
func nginx(t *testing.T, folder, more string) (url string, stop func()) {
	t.Helper()
	program, err := exec.LookPath("nginx")
	if err != nil {
		t.Skip(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	l.Close()
	conf := filepath.Join(t.TempDir(), "nginx.conf")
	text := fmt.Sprintf(`
daemon off; master_process off; pid %[1]s/pid; error_log %[1]s/error.log;
events { worker_connections 64; }
http {
  access_log off; types { } default_type text/plain;
  client_body_temp_path %[1]s/a; proxy_temp_path %[1]s/b; fastcgi_temp_path %[1]s/c; uwsgi_temp_path %[1]s/d; scgi_temp_path %[1]s/e;
  server { listen %[2]s; root %[3]s; %[4]s }
}`, filepath.Dir(conf), address, folder, more)
	if err := os.WriteFile(conf, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, "-p", filepath.Dir(conf), "-c", conf, "-e", filepath.Join(filepath.Dir(conf), "error.log"))
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	stop = func() {
		cmd.Process.Kill()
		cmd.Wait()
	}
	t.Cleanup(stop)
	for range 100 {
		if c, err := net.Dial("tcp", address); err == nil {
			c.Close()
			return "http://" + address, stop
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatal("nginx does not come up")
	return "", nil
}

func TestNginx(t *testing.T) {
	folder := t.TempDir()
	data := bytes.Repeat([]byte("192.0.2.1 GET /\n"), 40_000)
	if err := os.WriteFile(filepath.Join(folder, "a.log"), data, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, more := range []string{
		"",
		"gzip on; gzip_min_length 1; gzip_proxied any;", // not for who asks for identity
		"max_ranges 0;",
		"etag off;",
		"rewrite ^/signed /a.log;",
	} {
		url, stop := nginx(t, folder, more)
		f, err := open(t, testClient(), url+"/a.log?signature=secret")
		if err != nil {
			t.Fatal(err)
		}
		if info, _ := f.Stat(); info.Mode().IsRegular() == strings.Contains(more, "max_ranges") {
			t.Errorf("%q: mode %v", more, info.Mode())
		}
		readAll(t, f, data)
		stop()
	}

	// One that ends in the middle, and one that has another file since.
	url, stop := nginx(t, folder, "limit_rate 100k;")
	f, err := open(t, testClient(), url+"/a.log")
	if err != nil {
		t.Fatal(err)
	}
	p := make([]byte, 1000)
	if err := os.WriteFile(filepath.Join(folder, "a.log"), data[:600_001], 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := f.ReadAt(p, 500_000); err == nil || err.Error() != errChanged.Error() {
		t.Errorf("another file: %v", err)
	}
	f, err = open(t, testClient(), url+"/a.log")
	if err != nil {
		t.Fatal(err)
	}
	stop()
	if _, err := f.ReadAt(p, 500_000); err == nil || !strings.HasPrefix(err.Error(), "cannot be reached: ") {
		t.Errorf("a server that ended: %v", err)
	}
}
