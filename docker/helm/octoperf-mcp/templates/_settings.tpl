{{- define "octoperf-mcp.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{/* Name of everything that is made: 52 characters, so that suffixes of up to 11 fit into a DNS label. */}}
{{- define "octoperf-mcp.fullname" -}}
{{- $name := include "octoperf-mcp.name" . }}
{{- if .Values.fullnameOverride }}{{ .Values.fullnameOverride | trunc 52 | trimSuffix "-" }}
{{- else if contains $name .Release.Name }}{{ .Release.Name | trunc 52 | trimSuffix "-" }}
{{- else }}{{ printf "%s-%s" .Release.Name $name | trunc 52 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{- define "octoperf-mcp.selectorLabels" -}}
app.kubernetes.io/name: {{ include "octoperf-mcp.name" . | quote }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
app.kubernetes.io/component: mcp-server
{{- end }}

{{- define "octoperf-mcp.labels" -}}
{{ include "octoperf-mcp.selectorLabels" . }}
app.kubernetes.io/version: {{ include "octoperf-mcp.version" . | trunc 63 | quote }}
app.kubernetes.io/part-of: octoperf
app.kubernetes.io/managed-by: {{ .Release.Service | quote }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" | quote }}
{{- end }}

{{- define "octoperf-mcp.version" -}}
{{- default .Chart.AppVersion .Values.version }}
{{- end }}

{{/* An image that names its tag or digest is taken as it stands; any other gets the registry and the version, as in the OctoPerf Enterprise chart. */}}
{{- define "octoperf-mcp.image" -}}
{{- $image := .Values.mcpServer.image }}
{{- if or (contains "@" $image) (regexMatch ":[^/]+$" $image) }}{{ $image }}
{{- else if .Values.registry }}{{ printf "%s/%s:%s" (trimSuffix "/" .Values.registry) $image (include "octoperf-mcp.version" .) }}
{{- else }}{{ printf "%s:%s" $image (include "octoperf-mcp.version" .) }}
{{- end }}
{{- end }}

{{/* What application.yml says, as YAML; fails where the text is no YAML map. */}}
{{- define "octoperf-mcp.application" -}}
{{- $read := .Values.mcpServer.applicationYml | fromYaml }}
{{- if hasKey $read "Error" }}{{ fail (printf "mcpServer.applicationYml is no YAML map: %s" $read.Error) }}{{ end }}
{{- $read | toYaml }}
{{- end }}

{{/*
One key of application.yml, given as list "a" "b", or nothing. Environment variables win, as they do in the server; of one that comes
from a secret nothing is known here, and of a ${NAME:default} only the default.
*/}}
{{- define "octoperf-mcp.setting" -}}
{{- $path := .path }}
{{- $variable := printf "OCTOPERF_%s" (join "__" $path | upper | replace "-" "_") }}
{{- $env := .root.Values.mcpServer.env | default dict }}
{{- if hasKey $env $variable }}{{ if not (kindIs "map" (get $env $variable)) }}{{ get $env $variable | toString }}{{ end }}
{{- else }}
{{- $at := include "octoperf-mcp.application" .root | fromYaml }}
{{- range $path }}{{ $at = ternary (get (ternary $at dict (kindIs "map" $at)) .) "" (kindIs "map" $at) }}{{ end }}
{{- if not (kindIs "invalid" $at) }}{{ regexReplaceAll "^\\$\\{[A-Za-z0-9_]+:?([^}]*)\\}$" ($at | toString) "${1}" }}{{ end }}
{{- end }}
{{- end }}

{{- define "octoperf-mcp.mcpPath" -}}
{{- include "octoperf-mcp.setting" (dict "root" . "path" (list "server" "mcp-context-path")) | default "/mcp" }}
{{- end }}

{{- define "octoperf-mcp.hostname" -}}
{{- include "octoperf-mcp.setting" (dict "root" . "path" (list "server" "hostname")) }}
{{- end }}

{{/* Public address as clients see it, without a port that is the default of its scheme. */}}
{{- define "octoperf-mcp.origin" -}}
{{- if not (include "octoperf-mcp.hostname" .) }}https://your-public-host
{{- else }}
{{- $scheme := include "octoperf-mcp.setting" (dict "root" . "path" (list "server" "scheme")) | default "http" }}
{{- $port := include "octoperf-mcp.setting" (dict "root" . "path" (list "server" "public" "port")) | default (toString (int .Values.mcpServer.port)) }}
{{- $usual := ternary "443" "80" (eq $scheme "https") }}
{{- printf "%s://%s%s" $scheme (include "octoperf-mcp.hostname" .) (ternary "" (printf ":%s" $port) (eq $port $usual)) }}
{{- end }}
{{- end }}

{{/* Seconds a stopping pod gets: the pause before, the grace of the server (rounded up), and five to take the parts down. */}}
{{- define "octoperf-mcp.gracePeriod" -}}
{{- $grace := include "octoperf-mcp.setting" (dict "root" . "path" (list "server" "shutdown-grace-ms")) | default "10000" | float64 }}
{{- $needed := add (int .Values.mcpServer.preStopSeconds) (ceil (divf $grace 1000) | int) 5 }}
{{- $given := int .Values.mcpServer.terminationGracePeriodSeconds }}
{{- if and (gt $given 0) (lt $given (int $needed)) }}
{{- fail (printf "mcpServer.terminationGracePeriodSeconds is %d; calls in flight need %d: preStopSeconds, server.shutdown-grace-ms, and five seconds to stop. Raise it, or leave it 0 to have it computed." $given (int $needed)) }}
{{- end }}
{{- ternary $given (int $needed) (gt $given 0) }}
{{- end }}

{{- define "octoperf-mcp.confirmationSecretName" -}}
{{- .Values.mcpServer.confirmationSecret.existingSecret | default (printf "%s-confirm" (include "octoperf-mcp.fullname" .)) }}
{{- end }}

{{/* Which reverse proxy the ingress is for: as given, else by the name of its class. */}}
{{- define "octoperf-mcp.controller" -}}
{{- $class := default "" .Values.ingress.className }}
{{- if .Values.ingress.controller }}{{ .Values.ingress.controller }}
{{- else if contains "nginx" $class }}nginx
{{- else if contains "traefik" $class }}traefik
{{- else }}other
{{- end }}
{{- end }}

{{/* Whether the public host comes from where the chart cannot read it: a file mounted by hand, or a variable out of a secret. */}}
{{- define "octoperf-mcp.elsewhere" -}}
{{- if kindIs "map" (get (.Values.mcpServer.env | default dict) "OCTOPERF_SERVER__HOSTNAME") }}yes{{ end }}
{{- range concat (.Values.mcpServer.volumeMounts | default list) (.Values.mcpServer.secretMounts | default list) }}
{{- if or (eq .mountPath "/home/octoperf/config") (eq .mountPath "/home/octoperf/config/application.yml") }}yes{{ end }}
{{- end }}
{{- end }}

{{/* What the schema cannot say. */}}
{{- define "octoperf-mcp.check" -}}
{{- $hostname := include "octoperf-mcp.hostname" . }}
{{- if and (or (eq $hostname "") (eq $hostname "YOUR_PUBLIC_HOSTNAME")) (eq (include "octoperf-mcp.elsewhere" .) "") }}
{{- fail "Say under which public host clients reach OctoPerf: put server.hostname (with server.scheme and server.public.port) into mcpServer.applicationYml." }}
{{- end }}
{{- $port := include "octoperf-mcp.setting" (dict "root" . "path" (list "server" "port")) }}
{{- if and $port (ne $port (toString (int .Values.mcpServer.port))) }}
{{- fail (printf "server.port is %s and mcpServer.port is %d. Leave server.port out: the chart sets it." $port (int .Values.mcpServer.port)) }}
{{- end }}
{{- if eq (int .Values.mcpServer.managementPort) (int .Values.mcpServer.port) }}{{ fail "mcpServer.managementPort must differ from mcpServer.port." }}{{ end }}
{{- $management := include "octoperf-mcp.setting" (dict "root" . "path" (list "management" "port")) }}
{{- if and $management (ne $management (toString (int .Values.mcpServer.managementPort))) }}
{{- fail (printf "management.port is %s and mcpServer.managementPort is %d. Leave management.port out: the chart sets it." $management (int .Values.mcpServer.managementPort)) }}
{{- end }}
{{- if and .Values.mcpServer.serviceMonitor.enabled (eq (int .Values.mcpServer.managementPort) 0) }}
{{- fail "mcpServer.serviceMonitor needs mcpServer.managementPort: metrics are served there." }}
{{- end }}
{{- if and .Values.mcpServer.autoscaling.enabled (gt (int .Values.mcpServer.autoscaling.minReplicas) (int .Values.mcpServer.autoscaling.maxReplicas)) }}
{{- fail "mcpServer.autoscaling.minReplicas is above maxReplicas." }}
{{- end }}
{{- with .Values.mcpServer.autoscaling }}
{{- if and .enabled (not (or (int .targetCPUUtilizationPercentage) (int .targetMemoryUtilizationPercentage) .metrics)) }}{{ fail "mcpServer.autoscaling has nothing to go by: give a CPU or memory target, or metrics." }}{{ end }}
{{- end }}
{{- if and .Values.mcpServer.extraCa.existingSecret .Values.mcpServer.extraCa.existingConfigMap }}{{ fail "mcpServer.extraCa takes existingSecret or existingConfigMap, not both." }}{{ end }}
{{- if and .Values.ingress.enabled (not .Values.ingress.hosts) }}{{ fail "ingress.hosts is empty: name the public host." }}{{ end }}
{{- end }}
