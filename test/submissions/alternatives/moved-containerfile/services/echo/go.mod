module example.org/echo

go 1.26

require golang.org/x/sync v0.17.0
