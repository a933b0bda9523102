# SPDX-License-Identifier: Apache-2.0
# The words of a form or of the flow that people read, as message ids.
/^[ \t]*(title|label|one|list|help|hint|message|needs_say|by_say|warn_say|say|name|doing|absent|basis|since|note)[ \t]*=/ {
	value = $0
	sub(/^[^=]*=[ \t]*/, "", value)
	if (value ~ /^"/) { sub(/^"/, "", value); sub(/"[^"]*$/, "", value) }
	else sub(/[ \t]*[;#].*$/, "", value)
	sub(/[ \t\r]+$/, "", value)
	if (value == "" || value ~ /^[ -~]*$/) next
	gsub(/\\/, "\\\\", value); gsub(/"/, "\\\"", value)
	printf "\nmsgid \"%s\"\nmsgstr \"\"\n", value
}
