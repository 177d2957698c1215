package main

import "golang.org/x/sync/semaphore"

// inFlightLimit is for load tests.
var inFlightLimit = semaphore.NewWeighted(1000)
