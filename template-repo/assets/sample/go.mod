module docc-sample

go 1.26
