// Command docc-sample answers every request with what it received, so that
// whoever stands at the far end of a route can see what came through it.
//
// It writes nothing to disk and needs no privilege. Settings come from the
// environment:
//
//	ADDR            where to listen                           :8080
//	LOG_LEVEL       DEBUG, INFO, WARN or ERROR                INFO
//	MESSAGE         returned as "message" in every answer     hello from docc-sample
//	SHUTDOWN_DELAY  how long a stopping server still serves   0s, at most 5s
package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"os"
	"os/signal"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// version is set when linking: -ldflags "-X main.version=1.2.3".
var version = "dev"

const (
	maxBody  = 1 << 20
	maxDelay = 5 * time.Second
	// Delay and drain together stay below the 10 s after which the usual
	// supervisors (docker stop, a short grace period) send SIGKILL.
	stopBudget = 9 * time.Second
)

type settings struct {
	addr    string
	message string
	level   slog.Level
	delay   time.Duration
}

func readSettings(getenv func(string) string) (settings, error) {
	s := settings{
		addr:    cmp.Or(getenv("ADDR"), ":8080"),
		message: cmp.Or(getenv("MESSAGE"), "hello from docc-sample"),
	}
	if err := s.level.UnmarshalText([]byte(cmp.Or(getenv("LOG_LEVEL"), "INFO"))); err != nil {
		return s, fmt.Errorf("LOG_LEVEL: %w", err)
	}
	delay, err := time.ParseDuration(cmp.Or(getenv("SHUTDOWN_DELAY"), "0s"))
	if err != nil {
		return s, fmt.Errorf("SHUTDOWN_DELAY: %w", err)
	}
	if delay < 0 || delay > maxDelay {
		return s, fmt.Errorf("SHUTDOWN_DELAY: %s is not between 0s and %s", delay, maxDelay)
	}
	s.delay = delay
	return s, nil
}

// answer is the JSON that every path but the three reserved ones returns.
type answer struct {
	Method   string              `json:"method"`
	Path     string              `json:"path"`
	URI      string              `json:"uri"` // as sent, still escaped
	Host     string              `json:"host"`
	Query    map[string][]string `json:"query"`
	Headers  map[string][]string `json:"headers"`
	Body     int64               `json:"bodyBytes"`
	Message  string              `json:"message"`
	Instance string              `json:"instance"`
	Version  string              `json:"version"`
}

type server struct {
	settings
	log      *slog.Logger
	instance string
	stopping atomic.Bool
	inFlight atomic.Int64
	mu       sync.Mutex
	requests map[int]int64 // by status code
}

func newServer(s settings, logs io.Writer) *server {
	host, _ := os.Hostname()
	log := slog.New(slog.NewJSONHandler(logs, &slog.HandlerOptions{Level: s.level}))
	return &server{settings: s, log: log, instance: host, requests: map[int]int64{}}
}

// ServeHTTP switches on the path itself: http.ServeMux would redirect paths
// such as //a or /a/../b, and they have to come back as they were sent. The
// reserved paths are neither counted nor logged, or probes would drown the rest.
func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if s.stopping.Load() {
		// Closing after an answer, unlike closing an idle connection, can't
		// race with a request that a proxy is just sending.
		w.Header().Set("Connection", "close")
	}
	switch r.URL.Path {
	case "/healthz":
		_, _ = io.WriteString(w, "ok\n")
	case "/readyz":
		if s.stopping.Load() {
			http.Error(w, "stopping", http.StatusServiceUnavailable)
			return
		}
		_, _ = io.WriteString(w, "ready\n")
	case "/metrics":
		s.metrics(w)
	default:
		s.observed(w, r)
	}
}

func (s *server) observed(w http.ResponseWriter, r *http.Request) {
	began := time.Now()
	s.inFlight.Add(1)
	code, size := s.echo(w, r)
	s.inFlight.Add(-1)
	s.mu.Lock()
	s.requests[code]++
	s.mu.Unlock()
	s.log.Info("request", "method", r.Method, "path", r.URL.Path, "code", code,
		"bodyBytes", size, "seconds", time.Since(began).Seconds(), "remote", r.RemoteAddr)
}

func (s *server) echo(w http.ResponseWriter, r *http.Request) (code int, size int64) {
	size, err := io.Copy(io.Discard, http.MaxBytesReader(w, r.Body, maxBody))
	if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
		code = http.StatusRequestEntityTooLarge
	} else if err != nil {
		code = http.StatusBadRequest
	}
	if code != 0 {
		http.Error(w, http.StatusText(code), code)
		return code, size
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	_ = out.Encode(answer{
		Method: r.Method, Path: r.URL.Path, URI: r.RequestURI, Host: r.Host,
		Query: r.URL.Query(), Headers: r.Header, Body: size,
		Message: s.message, Instance: s.instance, Version: version,
	})
	return http.StatusOK, size
}

func (s *server) metrics(w http.ResponseWriter) {
	s.mu.Lock()
	requests := maps.Clone(s.requests)
	s.mu.Unlock()
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	fmt.Fprintln(w, "# TYPE docc_http_requests_total counter")
	for _, code := range slices.Sorted(maps.Keys(requests)) {
		fmt.Fprintf(w, "docc_http_requests_total{code=\"%d\"} %d\n", code, requests[code])
	}
	fmt.Fprintf(w, "# TYPE docc_http_requests_in_flight gauge\ndocc_http_requests_in_flight %d\n", s.inFlight.Load())
	fmt.Fprintf(w, "# TYPE docc_build_info gauge\ndocc_build_info{version=%q,goversion=%q} 1\n", version, runtime.Version())
}

// serve answers until ctx ends, then stops: readiness goes off first, so that
// load balancers look elsewhere, and requests in flight are finished.
func (s *server) serve(ctx context.Context, l net.Listener) error {
	srv := &http.Server{
		Handler:           s,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       15 * time.Second,
		WriteTimeout:      20 * time.Second,
		IdleTimeout:       2 * time.Minute, // longer than proxies keep theirs
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelWarn),
	}
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(l) }()
	s.log.Info("listening", "addr", l.Addr().String(), "version", version)
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	s.stopping.Store(true)
	s.log.Info("stopping", "delay", s.delay.String())
	budget, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopBudget)
	defer cancel()
	time.Sleep(s.delay)
	if err := srv.Shutdown(budget); err != nil {
		return fmt.Errorf("requests were cut off: %w", err)
	}
	s.log.Info("stopped")
	return nil
}

func run(ctx context.Context, getenv func(string) string, logs io.Writer) error {
	set, err := readSettings(getenv)
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", set.addr)
	if err != nil {
		return err
	}
	return newServer(set, logs).serve(ctx, l)
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	context.AfterFunc(ctx, stop) // a second signal ends the process at once
	if err := run(ctx, os.Getenv, os.Stdout); err != nil {
		slog.New(slog.NewJSONHandler(os.Stderr, nil)).Error("docc-sample", "error", err.Error())
		os.Exit(1)
	}
}
