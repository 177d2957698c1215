package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
)

func env(pairs map[string]string) func(string) string {
	return func(name string) string { return pairs[name] }
}

func testServer(t *testing.T, pairs map[string]string) *server {
	t.Helper()
	set, err := readSettings(env(pairs))
	if err != nil {
		t.Fatal(err)
	}
	return newServer(set, io.Discard)
}

func get(s http.Handler, target string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequest(http.MethodGet, target, nil))
	return w
}

func TestEchoReturnsWhatCameIn(t *testing.T) {
	s := testServer(t, map[string]string{"MESSAGE": "from the config map"})
	nonce := fmt.Sprintf("%016x", rand.Uint64())
	query := url.Values{"n": {nonce, "second & <third>"}, "empty": {""}}
	target := "/a//b/../" + nonce + "%2Fé%20x"
	r := httptest.NewRequest(http.MethodPut, "http://service.example"+target+"?"+query.Encode(), strings.NewReader("four"))
	r.Header["X-Nonce"] = []string{nonce, "again"}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)

	var got answer
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
		t.Fatalf("%v in %s", err, w.Body)
	}
	if w.Code != http.StatusOK || got.Method != http.MethodPut || got.Host != "service.example" {
		t.Errorf("code %d, method %q, host %q", w.Code, got.Method, got.Host)
	}
	if want := "/a//b/../" + nonce + "/é x"; got.Path != want {
		t.Errorf("path %q, not %q", got.Path, want)
	}
	if !strings.Contains(got.URI, nonce+"%2F") {
		t.Errorf("uri %q lost its escapes", got.URI)
	}
	if !maps.EqualFunc(got.Query, query, slices.Equal) {
		t.Errorf("query %q, not %q", got.Query, query)
	}
	if !slices.Equal(got.Headers["X-Nonce"], r.Header["X-Nonce"]) {
		t.Errorf("headers %q", got.Headers)
	}
	if got.Body != 4 || got.Message != "from the config map" || got.Version != "dev" {
		t.Errorf("body %d, message %q, version %q", got.Body, got.Message, got.Version)
	}
}

func TestBodyIsBounded(t *testing.T) {
	s := testServer(t, nil)
	for size, want := range map[int]int{maxBody: http.StatusOK, maxBody + 1: http.StatusRequestEntityTooLarge} {
		w := httptest.NewRecorder()
		s.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/", strings.NewReader(strings.Repeat("x", size))))
		if w.Code != want {
			t.Errorf("%d bytes: code %d, not %d", size, w.Code, want)
		}
	}
}

func TestReadinessGoesOffBeforeLiveness(t *testing.T) {
	s := testServer(t, nil)
	if code := get(s, "/readyz").Code; code != http.StatusOK {
		t.Errorf("ready: code %d", code)
	}
	s.stopping.Store(true)
	if code := get(s, "/readyz").Code; code != http.StatusServiceUnavailable {
		t.Errorf("stopping: /readyz answered %d", code)
	}
	if code := get(s, "/healthz").Code; code != http.StatusOK {
		t.Errorf("stopping: /healthz answered %d", code)
	}
	if w := get(s, "/"); w.Code != http.StatusOK || w.Header().Get("Connection") != "close" {
		t.Errorf("stopping: code %d, Connection %q", w.Code, w.Header().Get("Connection"))
	}
}

func TestMetricsCountWhatWasServed(t *testing.T) {
	s := testServer(t, nil)
	get(s, "/one")
	get(s, "/two")
	get(s, "/healthz")
	body := get(s, "/metrics").Body.String()
	for _, want := range []string{
		"docc_http_requests_total{code=\"200\"} 2\n",
		"docc_http_requests_in_flight 0\n",
		"docc_build_info{version=\"dev\",goversion=",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("%q is not in\n%s", want, body)
		}
	}
}

func TestSettings(t *testing.T) {
	for name, bad := range map[string]map[string]string{
		"level":          {"LOG_LEVEL": "LOUD"},
		"delay":          {"SHUTDOWN_DELAY": "soon"},
		"negative delay": {"SHUTDOWN_DELAY": "-1s"},
		"long delay":     {"SHUTDOWN_DELAY": "1m"},
	} {
		if _, err := readSettings(env(bad)); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	got, err := readSettings(env(nil))
	if err != nil || got.addr != ":8080" || got.delay != 0 {
		t.Errorf("defaults: %+v, %v", got, err)
	}
}

func TestStopFinishesTheRequestInFlight(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := testServer(t, map[string]string{"SHUTDOWN_DELAY": "50ms"})
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	ended := make(chan error, 1)
	go func() { ended <- s.serve(ctx, l) }()

	body, sender := io.Pipe()
	answered := make(chan error, 1)
	go func() {
		res, err := http.Post("http://"+l.Addr().String()+"/slow", "text/plain", body)
		if err == nil {
			defer res.Body.Close()
			if res.StatusCode != http.StatusOK {
				err = fmt.Errorf("code %d", res.StatusCode)
			}
		}
		answered <- err
	}()
	if _, err := io.WriteString(sender, "first half, "); err != nil {
		t.Fatal(err)
	}
	for s.inFlight.Load() == 0 {
		time.Sleep(time.Millisecond)
	}
	stop()
	for !s.stopping.Load() {
		time.Sleep(time.Millisecond)
	}
	time.Sleep(100 * time.Millisecond) // past the delay: the listener is closed
	if _, err := net.Dial("tcp", l.Addr().String()); err == nil {
		t.Error("a stopped server still accepts connections")
	}
	if _, err := io.WriteString(sender, "second half"); err != nil {
		t.Fatal(err)
	}
	sender.Close()
	if err := <-answered; err != nil {
		t.Errorf("the request in flight: %v", err)
	}
	if err := <-ended; err != nil {
		t.Errorf("the server ended with: %v", err)
	}
}
