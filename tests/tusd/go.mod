module hotlinedesk/tests/tusd

go 1.22

require (
	github.com/tus/tusd/v2 v2.4.0
	golang.org/x/exp v0.0.0-20230626212559-97b1e661b5df
)
