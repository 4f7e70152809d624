package parser

// Logs of Amazon's services, which write a line into a bucket for each
// request, some minutes late.

// https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/access-log-collection.html#access-log-entry-format
var elb = Format{
	Name: "elb",
	Doc:  "Amazon's classic load balancer",
	Layout: `{time|iso} {elb} {client}:{client_port} {upstream} {request_processing_time|s} {upstream_duration|s} {response_processing_time|s} ` +
		`{status} {backend_status} {bytes_received} {bytes} "{request}" "{agent}" {ssl_cipher} {ssl_protocol}`,
	Core: "request",
	Sample: `2026-03-01T09:00:00.310742Z shop 198.51.100.7:2817 10.0.0.1:80 0.000073 0.001048 0.000057 200 200 0 5120 ` +
		`"GET https://www.example.com:443/index.html?lang=en HTTP/1.1" "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2`,
	own:   balancerFields,
	made:  balancerDuration,
	short: true,
}

// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html#access-log-entry-syntax
var alb = Format{
	Name: "alb",
	Doc:  "Amazon's application load balancer",
	Layout: `{type} {time|iso} {elb} {client}:{client_port} {upstream} {request_processing_time|s} {upstream_duration|s} {response_processing_time|s} ` +
		`{status} {backend_status} {bytes_received} {bytes} "{request}" "{agent}" {ssl_cipher} {ssl_protocol} {target_group} "{trace_id}" "{vhost}" ` +
		`"{certificate}" {rule_priority} {request_creation_time} "{actions}" "{redirect_url}" "{error_reason}" "{target_list}" "{target_status_list}" ` +
		`"{classification}" "{classification_reason}" {conn_trace_id} "{transformed_host}" "{transformed_uri}" "{request_transform_status}"`,
	Core: "request",
	Sample: `https 2026-03-01T09:00:00.310742Z app/shop/50dc6c495c0c9188 198.51.100.7:2817 10.0.0.1:80 0.000 0.017 0.000 200 200 34 5120 ` +
		`"GET https://www.example.com:443/index.html?lang=en HTTP/1.1" "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 ` +
		`arn:aws:elasticloadbalancing:us-east-2:123456789012:targetgroup/shop/73e2d6bc24d8a067 "Root=1-58337262-36d228ad5d99923122bbe354" "www.example.com" ` +
		`"arn:aws:acm:us-east-2:123456789012:certificate/12345678" 0 2026-03-01T09:00:00.293000Z "forward" "-" "-" "10.0.0.1:80" "200" "-" "-" TID_1234abcd5678ef90 "-" "-" "-"`,
	own:   balancerFields,
	made:  balancerDuration,
	short: true,
}

// balancerFields are those that the load balancers have in common.
var balancerFields = []Field{
	{"client_port", Integer, "", "the port of the client"},
	{"request_processing_time", Decimal, "seconds", "from the request to its being sent on"},
	{"response_processing_time", Decimal, "seconds", "from the answer to its being sent on"},
	{"backend_status", Integer, "", "the status of the server behind"},
	{"bytes_received", Integer, "bytes", "the size of the request"},
	{"elb", Text, "", "the load balancer"},
	{"type", Text, "", "http, https, h2, grpcs, ws or wss"},
	{"ssl_cipher", Text, "", "the cipher of TLS"},
	{"ssl_protocol", Text, "", "the version of TLS"},
	{"target_group", Text, "", "the group of the server behind"},
	{"trace_id", Text, "", "X-Amzn-Trace-Id"},
	{"certificate", Text, "", "the certificate that the client was shown"},
	{"rule_priority", Text, "", "the rule that decided"},
	{"request_creation_time", Text, "", "when the request came in"},
	{"actions", Text, "", "what was done with the request"},
	{"redirect_url", Text, "", "where it was sent"},
	{"error_reason", Text, "", "why it failed"},
	{"target_list", Text, "", "the servers that were tried"},
	{"target_status_list", Text, "", "and what they answered"},
	{"classification", Text, "", "whether the request was well-formed: Acceptable, Ambiguous, Severe"},
	{"classification_reason", Text, "", "why it was not"},
	{"conn_trace_id", Text, "", "the connection"},
	{"transformed_host", Text, "", "the host after a rule has changed it"},
	{"transformed_uri", Text, "", "the uri after a rule has changed it"},
	{"request_transform_status", Text, "", "whether that could be done"},
}

// balancerDuration is the sum of what the three steps took. They are -1 where
// the request did not get so far.
var balancerDuration = []source{{
	field:   knownField("duration"),
	convert: sumOf,
	from:    []string{"request_processing_time", "upstream_duration", "response_processing_time"},
}}

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html
var s3 = Format{
	Name: "s3",
	Doc:  "Amazon S3's server access log",
	Layout: `{owner} {vhost} [{time}] {client} {user} {request_id} {operation} {key} "{request}" {status} {error_code} {bytes} {object_size} ` +
		`{duration|ms} {turn_around_time|ms} "{referrer}" "{agent}" {version_id} {host_id} {signature} {ssl_cipher} {auth_type} {endpoint} {tls} {access_point} {acl_required} {source_region}`,
	Core: "bytes",
	Sample: `79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be shop-media [01/Mar/2026:09:00:00 +0000] 198.51.100.7 ` +
		`79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be 3E57427F3EXAMPLE REST.GET.OBJECT cat.jpg "GET /shop-media/cat.jpg?lang=en HTTP/1.1" 200 - 5120 5120 17 16 ` +
		`"https://example.com/" "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0" - s9lzHYrFp76ZVxRcpX9+5cjAnEH2ROuNkd2BHfIa6UkFVdtjf5mKR3/eTPFvsiP/XV/VLi31234= ` +
		`SigV4 ECDHE-RSA-AES128-GCM-SHA256 AuthHeader shop-media.s3.us-west-1.amazonaws.com TLSv1.2 - - us-west-1`,
	own: []Field{
		{"owner", Text, "", "the account that owns the bucket"},
		{"request_id", Text, "", "the id of the request"},
		{"operation", Text, "", "REST.GET.OBJECT ..."},
		{"key", Text, "", "the object that was asked for"},
		{"error_code", Text, "", "what went wrong: NoSuchKey ..."},
		{"version_id", Text, "", "the version of the object"},
		{"host_id", Text, "", "the second id of the request"},
		{"signature", Text, "", "how the request was signed: SigV4 ..."},
		{"ssl_cipher", Text, "", "the cipher of TLS"},
		{"auth_type", Text, "", "where the signature was: AuthHeader, QueryString"},
		{"endpoint", Text, "", "the host that was asked"},
		{"tls", Text, "", "the version of TLS"},
		{"access_point", Text, "", "the access point that was asked"},
		{"acl_required", Text, "", "Yes if an access control list decided"},
		{"source_region", Text, "", "the region that the request came from"},
		{"object_size", Integer, "bytes", "the size of the object"},
		{"turn_around_time", Decimal, "seconds", "how long S3 worked on the answer"},
	},
	short: true,
}

// Google writes the usage of a bucket as CSV, with a first line of names:
// https://cloud.google.com/storage/docs/access-logs#format
var gcs = Format{
	Name: "gcs",
	Doc:  "Google Cloud Storage's usage log (CSV)",
	Layout: `"{time|epoch}","{client}","{c_ip_type}","{c_ip_region}","{method}","{uri}","{status|reached}","{cs_bytes|reached}","{bytes|reached}","{duration|us}",` +
		`"{vhost}","{referrer}","{agent}","{s_request_id}","{cs_operation}","{cs_bucket}","{cs_object}"`,
	Core: "bytes",
	Sample: `"1772355600310742","198.51.100.7","1","","GET","/shop-media/cat.jpg?lang=en","200","0","5120","17000","storage.googleapis.com","https://example.com/",` +
		`"Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0","ABCg5iLT","GET_Object","shop-media","cat.jpg"`,
	escape: escapeDouble,
	header: `"time_micros",`,
	own: []Field{
		{"cs_bytes", Integer, "bytes", "the size of the request"},
		{"c_ip_type", Text, "", "1 for IPv4, 2 for IPv6"},
		{"c_ip_region", Text, "", "reserved"},
		{"s_request_id", Text, "", "the id of the request"},
		{"cs_operation", Text, "", "GET_Object ..."},
		{"cs_bucket", Text, "", "the bucket"},
		{"cs_object", Text, "", "the object"},
	},
	short: true,
}
