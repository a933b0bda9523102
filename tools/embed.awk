# SPDX-License-Identifier: Apache-2.0
# Turn a text file into a C array: awk -v name=schema_sql -f embed.awk schema.sql
BEGIN { printf "/* generated; do not edit */\nstatic const char %s[] =\n", name }
{
	gsub(/\\/, "\\\\"); gsub(/"/, "\\\"")
	printf "\t\"%s\\n\"\n", $0
}
END { print "\t;" }
