FROM golang:1.26@sha256:3aff6657219a4d9c14e27fb1d8976c49c29fddb70ba835014f477e1c70636647 AS binary
ENV CGO_ENABLED=0
WORKDIR /src
COPY assets/sample/ .
RUN go build -mod=vendor -ldflags=-s -o /docc-sample

FROM gcr.io/distroless/static-debian12:nonroot@sha256:d093aa3e30dbadd3efe1310db061a14da60299baff8450a17fe0ccc514a16639
COPY --from=binary ["/docc-sample", "/usr/bin/"]
USER 65532:65532
ENTRYPOINT ["docc-sample"]
