#!/usr/bin/env bash
# What the image tier does, as a person would type it in the best order: two builds, the scan, the server confined, asked, ended.
# In: SUBMISSION, BUILDER, BASES (`--build-context=…`, one to a line), NAMESPACE of the first build's cache mounts; where IMAGE_READY is set,
# the archive of the image is put there as soon as there is one.
set -euo pipefail
folder=$(mktemp -d)
image=docc-bench:by-hand
trap 'docker image rm --force "$image" > /dev/null; rm -rf "$folder"' EXIT
bases=()
if [ -n "$BASES" ]; then mapfile -t bases <<< "$BASES"; fi

build() { # cache namespace, then more of buildx's options
  local namespace=$1
  shift
  docker buildx build --builder="$BUILDER" --quiet --provenance=false --sbom=false --network=none --build-arg=SOURCE_DATE_EPOCH=1577836800 \
    --build-arg=BUILDKIT_CACHE_MOUNT_NS="$namespace" "${bases[@]}" "$@" "$SUBMISSION/assets/sample" > /dev/null
}

scan() {
  trivy image --input "$folder/image" --scanners vuln --format json --quiet --skip-db-update --skip-java-db-update --offline-scan > "$folder/scan.json"
}

run() {
  docker load --quiet --input "$folder/image.tar" > /dev/null
  local container address
  container=$(docker run --detach --read-only --cap-drop=ALL --security-opt=no-new-privileges --user=64321:64321 --memory=64m --cpus=0.5 --pids-limit=128 "$image")
  address=$(docker inspect --format '{{.NetworkSettings.IPAddress}}' "$container"):8080
  until curl --silent --fail --output /dev/null "$address/readyz"; do sleep 0.1; done
  curl --silent --output /dev/null --parallel --parallel-max 20 "$address/[1-1000]"
  docker stop "$container" > /dev/null
  docker rm "$container" > /dev/null
}

build "$NAMESPACE" --output="type=oci,tar=false,dest=$folder/image,rewrite-timestamp=true" --output="type=docker,dest=$folder/image.tar,name=$image,rewrite-timestamp=true"
if [ -n "${IMAGE_READY:-}" ]; then cp "$folder/image.tar" "$IMAGE_READY.part" && mv "$IMAGE_READY.part" "$IMAGE_READY"; fi
build "anew-$$" --no-cache --output="type=oci,tar=false,dest=$folder/again,rewrite-timestamp=true" &
builds=$!
scan &
scans=$!
run
wait "$scans"
wait "$builds"
