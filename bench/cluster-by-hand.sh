#!/usr/bin/env bash
# What the cluster tier does until the submission is ready, as a person would type it in the best order: a cluster is made beside the
# steps of the image tier, the image brought to its nodes, the chart applied. Prints nothing; ends when the app is ready.
# In: what by-hand.sh takes, and CONFIG (kind's) and NODE_IMAGE.
set -euo pipefail
here=$(dirname "${BASH_SOURCE[0]}")
folder=$(mktemp -d)
name=docc-bench-$$
export KUBECONFIG=$folder/kubeconfig IMAGE_READY=$folder/image.tar
chart=$SUBMISSION/chart/docc-sample

"$here/by-hand.sh" &
images=$!
trap 'kind delete cluster --quiet --name "$name"; wait "$images" || true; rm -rf "$folder"' EXIT
kind create cluster --quiet --name "$name" --config "$CONFIG" ${NODE_IMAGE:+--image "$NODE_IMAGE"}
until [ -s "$IMAGE_READY" ]; do sleep 0.1; done
kind load image-archive --name "$name" "$IMAGE_READY"
kubectl create namespace docc > /dev/null
for template in serviceaccount configmap service deployment; do
  helm template docc "$chart" --namespace docc --show-only "templates/$template.yaml"
done | sed "s|^\( *image:\).*|\1 docker.io/library/docc-bench:by-hand|" | kubectl apply --namespace docc --filename - > /dev/null
kubectl rollout status --namespace docc --timeout=120s deployment > /dev/null
