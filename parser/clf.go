package parser

// The common log format of the NCSA server and its descendants, as Apache and
// nginx write it:
// https://httpd.apache.org/docs/current/mod/mod_log_config.html#examples
// https://nginx.org/en/docs/http/ngx_http_log_module.html#log_format
// Apache escapes a quote inside a quoted field as \", nginx as \x22.

var common = Format{
	Name:   "common",
	Doc:    "Apache's common log format (CLF)",
	Layout: `{client} {ident} {user} [{time}] "{request}" {status} {bytes}`,
	Core:   "bytes",
	Sample: `192.0.2.7 - - [01/Mar/2026:10:00:00 +0100] "GET /index.html?lang=en HTTP/1.1" 200 5120`,
}

var combined = Format{
	Name:   "combined",
	Doc:    "nginx's default, and Apache's with referrer and agent",
	Layout: common.Layout + ` "{referrer}" "{agent}"`,
	Core:   "bytes",
	Sample: common.Sample + ` "https://example.com/" "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"`,
}

// The log_format main of nginx's packaged configuration:
// https://github.com/nginx/pkg-oss/blob/master/debian/nginx.conf
var mainFormat = Format{
	Name:    "main",
	Doc:     "combined and X-Forwarded-For: nginx's packages and image",
	Layout:  combined.Layout + ` "{forwarded}"`,
	Core:    "bytes",
	Sample:  combined.Sample + ` "198.51.100.23, 203.0.113.9"`,
	forward: true,
}

// The LogFormat vhost_combined of Debian's Apache, %v:%p, and the one of
// Apache's documentation, %v alone:
// https://httpd.apache.org/docs/current/logs.html#virtualhost
var vhostCommon = Format{
	Name:   "vhost_common",
	Doc:    "common behind the name of the site, with its port or without",
	Layout: `{vhost}{:port} ` + common.Layout,
	Core:   "bytes",
	Sample: `www.example.com:443 ` + common.Sample,
}

var vhostCombined = Format{
	Name:   "vhost_combined",
	Doc:    "combined behind the name of the site, with its port or without",
	Layout: `{vhost}{:port} ` + combined.Layout,
	Core:   "bytes",
	Sample: `www.example.com:443 ` + combined.Sample,
}

// The access log of lighttpd has the name of the site in the place of ident:
// https://redmine.lighttpd.net/projects/lighttpd/wiki/Mod_accesslog
var lighttpd = Format{
	Name:   "lighttpd",
	Doc:    "lighttpd's default: combined with the site in the place of ident",
	Layout: `{client} {vhost} {user} [{time}] "{request}" {status} {bytes} "{referrer}" "{agent}"`,
	Core:   "bytes",
	Sample: `192.0.2.7 www.example.com - [01/Mar/2026:10:00:00 +0100] "GET /index.html?lang=en HTTP/1.1" 200 5120 "-" "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"`,
}

// The access_log_format of Gunicorn:
// https://docs.gunicorn.org/en/stable/settings.html#access-log-format
var gunicorn = Format{
	Name:   "gunicorn",
	Doc:    "Gunicorn's default: combined",
	Layout: combined.Layout,
	Core:   "bytes",
	Sample: combined.Sample,
	alias:  "combined",
}

// https://docs.litespeedtech.com/lsws/cp/cpanel/logs/#log-format
var litespeed = Format{
	Name:   "litespeed",
	Doc:    "LiteSpeed's default: combined",
	Layout: combined.Layout,
	Core:   "bytes",
	Sample: combined.Sample,
	alias:  "combined",
}

// https://varnish-cache.org/docs/trunk/reference/varnishncsa.html: the request
// has the whole URL, with the site.
var varnish = Format{
	Name:   "varnishncsa",
	Doc:    "varnishncsa's default: combined with a whole URL in the request",
	Layout: combined.Layout,
	Core:   "bytes",
	Sample: `192.0.2.7 - - [01/Mar/2026:10:00:00 +0100] "GET http://www.example.com/index.html?lang=en HTTP/1.1" 200 5120 "-" "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"`,
	alias:  "combined",
}
