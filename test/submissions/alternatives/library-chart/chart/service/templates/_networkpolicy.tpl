{{/* In from those in `allowFrom`; out to nobody, not even DNS. */}}
{{- define "service.networkpolicy" -}}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: {{ include "service.fullname" . }}
  labels:
    {{- include "service.labels" . | nindent 4 }}
spec:
  podSelector:
    matchLabels:
      {{- include "service.selectorLabels" . | nindent 6 }}
  policyTypes: [Ingress, Egress]
  ingress:
    - from:
        {{- range .Values.allowFrom }}
        - namespaceSelector:
            matchLabels:
              kubernetes.io/metadata.name: {{ .namespace }}
          podSelector:
            matchLabels:
              app.kubernetes.io/name: {{ .name }}
        {{- else }}
        {{- fail "allowFrom: an empty list would let everybody in" }}
        {{- end }}
      ports:
        - protocol: TCP
          port: 8080
{{- end -}}
