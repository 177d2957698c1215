package main

import "example.org/limit"

const inFlightLimit = limit.InFlight
