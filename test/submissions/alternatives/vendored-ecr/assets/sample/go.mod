module docc-sample

go 1.26

require example.org/limit v1.0.0
