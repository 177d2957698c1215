// Package limit holds what load tests go by.
package limit

// InFlight is how many requests may be under way at once.
const InFlight = 1000
