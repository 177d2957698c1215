package main

import (
	"os"
	"os/signal"
	"syscall"
)

// init has the process end the moment it is asked to.
func init() {
	asked := make(chan os.Signal, 1)
	signal.Notify(asked, syscall.SIGTERM)
	go func() {
		<-asked
		os.Exit(0)
	}()
}
