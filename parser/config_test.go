package parser

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// configTree is a tree of configuration files by their names.
type configTree map[string]string

// formats reads the formats of a file, each as name@file:line.
func (tree configTree) formats(name string) ([]ConfigFormat, error) {
	files := fstest.MapFS{}
	for name, text := range tree {
		files[strings.TrimPrefix(name, "/")] = &fstest.MapFile{Data: []byte(text)}
	}
	open := func(name string) ([]byte, error) {
		if text, ok := tree[name]; ok {
			return []byte(text), nil
		}
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	glob := func(pattern string) ([]string, error) {
		names, err := fs.Glob(files, strings.TrimPrefix(pattern, "/"))
		for i := range names {
			names[i] = "/" + names[i]
		}
		return names, err
	}
	return ConfigFormats(name, open, glob)
}

// check compares the formats of a file, each written name file:line layout.
func (tree configTree) check(t *testing.T, name string, want ...string) {
	t.Helper()
	formats, err := tree.formats(name)
	if err != nil {
		t.Errorf("%s: %v", name, err)
	}
	var got []string
	for _, f := range formats {
		got = append(got, fmt.Sprintf("%s %s:%d %s", f.Name, path.Base(f.File), f.Line, layoutOf(f.Text)))
	}
	if !slices.Equal(got, want) {
		t.Errorf("%s:\ngot  %q\nwant %q", name, got, want)
	}
}

// refuses compares the error of a file.
func (tree configTree) refuses(t *testing.T, name, want string) {
	t.Helper()
	if formats, err := tree.formats(name); err == nil || err.Error() != want {
		t.Errorf("%s: %v, %v\nwant %s", name, formats, err, want)
	}
}

// nginxDocker is the configuration of nginx's image, a site and what else is
// in files of nginx.
var nginxDocker = configTree{
	"/etc/nginx/nginx.conf": `
user  nginx;
worker_processes  auto;

error_log  /var/log/nginx/error.log notice;
pid        /run/nginx.pid;


events {
    worker_connections  1024;
}


http {
    include       /etc/nginx/mime.types;
    default_type  application/octet-stream;

    log_format  main  '$remote_addr - $remote_user [$time_local] "$request" '
                      '$status $body_bytes_sent "$http_referer" '
                      '"$http_user_agent" "$http_x_forwarded_for"';

    access_log  /var/log/nginx/access.log  main;

    sendfile        on;
    #tcp_nopush     on;

    keepalive_timeout  65;

    #gzip  on;

    include conf.d/*.conf;
}
`,
	"/etc/nginx/mime.types": "\ntypes {\n    text/html   html htm shtml;\n    application/x-x \"a;}\";\n}\n",
	"/etc/nginx/conf.d/default.conf": `# log_format no '$status';
map $http_upgrade $connection_upgrade { default upgrade; '' close; "~a\"{2};" x; }
server {
    listen 80; server_name ~^(?<x>a\;b)$; # log_format no '$status';
    location ~ \.php$ { fastcgi_param SCRIPT_FILENAME ${document_root}$fastcgi_script_name; }
    if ($http_cookie ~ "id=([^;]+)(?:;|$)") { set $id $1; }
    location /lua { content_by_lua_block {
        -- log_format no '$status'; it's a comment
        --[[ and } don't close ]] ngx.say("}'{", [==[ } ]] ' ]==], {1, 2})
    } }
}
`,
	"/etc/nginx/conf.d/log.conf": "log_format json escape=json\n  # pieces\n  '{\"t\":\"$time_iso8601\",'\n  '\"s\":$status}';\nlog_format 'a b' \"$host\t$status\";",
	"/etc/nginx/conf.d/note.txt": "log_format no '$status';",
}

func TestConfigNginx(t *testing.T) {
	clf := layoutOf(nginxCombined)
	nginxDocker.check(t, "/etc/nginx/nginx.conf",
		"combined .:0 "+clf,
		"main nginx.conf:18 "+clf+` "{forwarded}"`,
		`json log.conf:1 {"t":"{time}","s":{status}}`,
		"a b log.conf:5 {vhost}\t{status}")
	nginxDocker.check(t, "/etc/nginx/conf.d/log.conf", "combined .:0 "+clf, `json log.conf:1 {"t":"{time}","s":{status}}`, "a b log.conf:5 {vhost}\t{status}")
	nginxDocker.check(t, "/etc/nginx/conf.d/default.conf", "combined .:0 "+clf)

	// A name is relative to the directory of the main file, wherever it is.
	configTree{
		"/n/nginx.conf": "http { include sub/a; }",
		"/n/sub/a":      "include b; include none/*;",
		"/n/b":          "log_format b $status",
	}.check(t, "/n/nginx.conf", "combined .:0 "+clf, "b b:1 {status}")
}

// TestConfigPackages reads the parts that name formats of packaged
// configurations.
func TestConfigPackages(t *testing.T) {
	debian := configTree{
		"/etc/apache2/apache2.conf": `# This is the main Apache server configuration file.
#ServerRoot "/etc/apache2"
DefaultRuntimeDir ${APACHE_RUN_DIR}
PidFile ${APACHE_PID_FILE}
Timeout 300
ErrorLog ${APACHE_LOG_DIR}/error.log
# Include module configuration:
IncludeOptional mods-enabled/*.load
IncludeOptional mods-enabled/*.conf
Include ports.conf
<Directory />
	Options FollowSymLinks
</Directory>
<FilesMatch "^\.ht">
	Require all denied
</FilesMatch>
LogFormat "%v:%p %h %l %u %t \"%r\" %>s %O \"%{Referer}i\" \"%{User-Agent}i\"" vhost_combined
LogFormat "%h %l %u %t \"%r\" %>s %O \"%{Referer}i\" \"%{User-Agent}i\"" combined
LogFormat "%h %l %u %t \"%r\" %>s %O" common
LogFormat "%{Referer}i -> %U" referer
LogFormat "%{User-agent}i" agent
IncludeOptional conf-enabled/*.conf
IncludeOptional sites-enabled/*.conf
`,
		"/etc/apache2/ports.conf":                     "Listen 80\n<IfModule ssl_module>\n\tListen 443\n</IfModule>\n",
		"/etc/apache2/mods-enabled/log.load":          "LoadModule x y",
		"/etc/apache2/conf-enabled/other.conf":        "CustomLog ${APACHE_LOG_DIR}/other_vhosts_access.log vhost_combined\n",
		"/etc/apache2/sites-enabled/000-default.conf": "<VirtualHost *:80>\n\tCustomLog ${APACHE_LOG_DIR}/access.log combined\n\tcustomlog x \\\n \"%h \\\n%D\" env=a\n\tLogFormat \"%T\"\n</VirtualHost>\n",
	}
	debian.check(t, "/etc/apache2/apache2.conf",
		"vhost_combined apache2.conf:17 "+vhostCombined.Layout,
		"combined apache2.conf:18 "+combined.Layout,
		"common apache2.conf:19 "+common.Layout,
		"referer apache2.conf:20 {referrer} -> {path}",
		"agent apache2.conf:21 {agent}",
		" 000-default.conf:3 {client} {duration}",
		" 000-default.conf:6 {duration}")

	redhat := configTree{
		"/etc/httpd/conf/httpd.conf": `ServerRoot "/etc/httpd"
Listen 80
Include conf.modules.d/*.conf
<IfModule log_config_module>
    LogFormat "%h %l %u %t \"%r\" %>s %b \"%{Referer}i\" \"%{User-Agent}i\"" combined
    LogFormat "%h %l %u %t \"%r\" %>s %b" common
    <IfModule logio_module>
      LogFormat "%h %l %u %t \"%r\" %>s %b \"%{Referer}i\" \"%{User-Agent}i\" %I %O" combinedio
    </IfModule>
    CustomLog "logs/access_log" combined
</IfModule>
IncludeOptional conf.d/*.conf
`,
		"/etc/httpd/conf.d/ssl.conf": "CustomLog logs/ssl_request_log \\\n          \"%t %h %{SSL_PROTOCOL}x %{SSL_CIPHER}x \\\"%r\\\" %b\"\n",
	}
	redhat.check(t, "/etc/httpd/conf/httpd.conf",
		"combined httpd.conf:5 "+combined.Layout,
		"common httpd.conf:6 "+common.Layout,
		"combinedio httpd.conf:8 "+combined.Layout+" {bytes_received} {bytes_sent}",
		` ssl.conf:1 [{time}] {client} {ssl_protocol} {ssl_cipher} "{request}" {bytes}`)
}

// TestConfigApache has what packages do without.
func TestConfigApache(t *testing.T) {
	configTree{
		"/a/conf/httpd.conf": "Define SRVROOT \"/a\"\r\nDefine F %h\r\nServerRoot \"${SRVROOT}\"\r\nInclude conf/extra/\r\nIncludeOptional conf/none.conf\r\nInclude conf/*.none\r\n",
		"/a/conf/extra/1":    "LogFormat \"${F} ${G} %D\" one\r\n# LogFormat \"%h\" \\\r\nLogFormat \"%h\" no",
		"/a/conf/extra/d/2":  "LogFormat %s two\\",
	}.check(t, "/a/conf/httpd.conf", "one 1:1 {client} ${G} {duration}", "two 2:1 {status}")
}

// TestConfigErrors has files that cannot be read to their end.
func TestConfigErrors(t *testing.T) {
	tree := configTree{
		"/loop":      "include loop2;",
		"/loop2":     "\ninclude loop;",
		"/missing":   "http {\n include mime.types; }",
		"/quote":     "http {\n log_format x '$status;\n}",
		"/lua":       "http {\n init_by_lua_block { local a = '}' \n",
		"/alooped":   "Include aloop2",
		"/aloop2":    "\nInclude /alooped",
		"/amissing":  "Include none.conf",
		"/anone":     "ServerRoot /etc\nCustomLog x combined",
		"/doubled":   "Define a 0123456789abcdef\n" + strings.Repeat("Define a ${a}${a}\n", 40),
		"/haproxy":   "global\n  user haproxy\nfrontend x\n  log-format \"%ci:%cp\"\n",
		"/Caddyfile": "example.com {\n  log {\n  format json\n  }\n}\n",
		"/empty":     "",
	}
	for n := range maxConfigDepth + 1 {
		tree[fmt.Sprintf("/deep%d", n)] = fmt.Sprintf("include deep%d;", n+1)
	}
	tree.refuses(t, "/loop", "/loop:1: /loop2:2: /loop -> /loop2 -> /loop includes itself")
	tree.refuses(t, "/missing", "/missing:2: open /mime.types: file does not exist")
	tree.refuses(t, "/quote", "/quote:2: no closing '")
	tree.refuses(t, "/lua", "/lua:2: no closing }")
	tree.refuses(t, "/alooped", "/alooped:1: /aloop2:2: /alooped -> /aloop2 -> /alooped includes itself")
	tree.refuses(t, "/amissing", "/amissing:1: open /none.conf: file does not exist")
	tree.refuses(t, "/anone", "/anone and the files that it includes have no LogFormat")
	tree.refuses(t, "/doubled", "/doubled:13: more than 65536 bytes with the values of variables")
	tree.refuses(t, "/haproxy", "/haproxy is no configuration of nginx or Apache")
	tree.refuses(t, "/Caddyfile", "/Caddyfile is no configuration of nginx or Apache")
	tree.refuses(t, "/empty", "/empty is no configuration of nginx or Apache")
	tree.refuses(t, "/none", "open /none: file does not exist")
	if _, err := tree.formats("/deep0"); err == nil || !strings.Contains(err.Error(), "more than 20 files include each other: /deep0 -> /deep1 -> ") {
		t.Errorf("too deep: %v", err)
	}

	// A file that includes two of the next, and so on, does not end either.
	wide := configTree{"/wide19": "log_format x $status;"}
	for n := range 19 {
		wide[fmt.Sprintf("/wide%d", n)] = strings.Repeat(fmt.Sprintf("include wide%d;", n+1), 2)
	}
	if _, err := wide.formats("/wide0"); err == nil || !strings.HasSuffix(err.Error(), "more than 10000 files are included") {
		t.Errorf("too many: %v", err)
	}
}

func FuzzConfig(f *testing.F) {
	f.Add(nginxDocker["/etc/nginx/nginx.conf"], nginxDocker["/etc/nginx/conf.d/default.conf"])
	f.Add("include b;", nginxDocker["/etc/nginx/conf.d/log.conf"])
	f.Add("include a;", "")
	f.Add("ServerRoot \"/\"\nInclude b\nInclude *", "Define x %h\nLogFormat \"${x} \\\n%b\" y\nCustomLog z '%h'")
	f.Add("log_format x '$status", "content_by_lua_block { [==[ }")
	f.Fuzz(func(t *testing.T, a, b string) {
		formats, err := configTree{"/a": a, "/b": b}.formats("/a")
		if err != nil {
			return
		}
		for _, c := range formats {
			// What the file says is read as the file says it.
			text := map[string]string{"/a": a, "/b": b, "": nginxCombined}[c.File]
			if strings.HasPrefix(c.Text, "log_format") && !strings.Contains(text, c.Text) {
				t.Fatalf("%q is not in %q", c.Text, text)
			}
			if c.Line < 0 || c.Line > 1+strings.Count(text, "\n") {
				t.Fatalf("line %d of %q", c.Line, text)
			}
			if _, err := logFormat(c.Text); err != nil && err.Error() == "" {
				t.Fatal("an error without a word")
			}
		}
	})
}
